"""The pledge of confidentiality in the languages of interpreters: drafts no speaker has reviewed.

They may be shown beside the reviewed text, and may not be signed. Each is the title and then the
paragraphs, in the order of the German text.
"""

from __future__ import annotations

DRAFTS: dict[str, tuple[str, ...]] = {
    "ar": (
        "تعهّد بالسرّية",
        "أقوم بالترجمة أو المساعدة في محادثات بين أشخاص يطلبون المساعدة وعاملين اجتماعيين.",
        "كل ما أسمعه أو أقرؤه أو أراه أحتفظ به لنفسي. ويشمل ذلك حدوث المحادثة ومن حضرها.",
        "لا أنقل شيئًا: لا في عائلتي ولا بين الأصدقاء أو أبناء بلدي ولا إلى السلطات، إلا إذا طلب"
        " القانون ذلك أو سمح به.",
        "أترجم كل شيء بشكل كامل وصحيح، ولا أحذف شيئًا ولا أضيف شيئًا. وإذا لم أفهم شيئًا أو كنت "
        "أعرف أحدًا شخصيًا أقول ذلك.",
        "لا ألتقط صورًا ولا أسجّل. وأسلّم ملاحظاتي بعد المحادثة إلى العامل الاجتماعي.",
        "يبقى واجب الكتمان قائمًا بعد انتهاء عملي.",
        "شُرح لي: من يفشي سرًّا عرفه بصفته شخصًا مشاركًا يمكن أن يعاقب بموجب المادة 203 الفقرة 4"
        " من قانون العقوبات الألماني بالسجن حتى سنة واحدة أو بغرامة مالية.",
        "لقد فهمت هذا النص. وعُرضت عليّ نسخة منه.",
    ),
    "fa": (
        "تعهد به رازداری",
        "من در گفت‌وگوهای میان مراجعان و مددکاران اجتماعی ترجمه یا کمک می‌کنم.",
        "هر چه در آنجا می‌شنوم، می‌خوانم یا می‌بینم نزد خود نگه می‌دارم. این که گفت‌وگو انجام "
        "شده و چه کسی حاضر بوده نیز شامل آن است.",
        "چیزی را بازگو نمی‌کنم: نه در خانواده، نه میان دوستان یا هم‌وطنان و نه به اداره‌ها، مگر "
        "آن که قانون آن را بخواهد یا اجازه دهد.",
        "کامل و درست ترجمه می‌کنم، چیزی را حذف نمی‌کنم و چیزی نمی‌افزایم. اگر چیزی را نفهمم یا "
        "کسی را شخصاً بشناسم، می‌گویم.",
        "عکس نمی‌گیرم و صدا ضبط نمی‌کنم. یادداشت‌هایم را پس از گفت‌وگو به مددکار می‌دهم.",
        "وظیفهٔ رازداری پس از پایان کار من نیز ادامه دارد.",
        "برایم توضیح داده شد: هر کس رازی را که به عنوان شخص همکار دانسته فاش کند، ممکن است طبق "
        "بند ۴ مادهٔ ۲۰۳ قانون جزای آلمان به زندان تا یک سال یا جریمهٔ نقدی محکوم شود.",
        "این متن را فهمیدم. یک نسخه به من پیشنهاد شد.",
    ),
    "uk": (
        "Зобов’язання про нерозголошення",
        "Я перекладаю або допомагаю в розмовах між клієнтами та соціальними працівниками.",
        "Усе, що я там чую, читаю чи бачу, я залишаю при собі. Це стосується й того, що розмова "
        "відбулася та хто був присутній.",
        "Я нічого не переказую: ні в родині, ні друзям чи землякам, ні установам, хіба що цього "
        "вимагає або це дозволяє закон.",
        "Я перекладаю повністю й правильно, нічого не пропускаю й нічого не додаю. Якщо я чогось"
        " не розумію або знаю когось особисто, я про це кажу.",
        "Я не фотографую і не роблю записів. Свої нотатки після розмови я віддаю соціальному "
        "працівникові.",
        "Обов’язок мовчати діє й тоді, коли моя робота закінчиться.",
        "Мені пояснили: хто розголошує таємницю, яку дізнався як особа, що допомагає, може бути "
        "покараний за § 203 абз. 4 Кримінального кодексу Німеччини позбавленням волі до одного "
        "року або штрафом.",
        "Я зрозумів або зрозуміла цей текст. Мені запропонували копію.",
    ),
    "ru": (
        "Обязательство о неразглашении",
        "Я перевожу или помогаю в разговорах между клиентами и социальными работниками.",
        "Всё, что я там слышу, читаю или вижу, я оставляю при себе. Это касается и того, что "
        "разговор состоялся и кто в нём участвовал.",
        "Я ничего не пересказываю: ни в семье, ни друзьям или землякам, ни ведомствам, если "
        "только этого не требует или не разрешает закон.",
        "Я перевожу полностью и правильно, ничего не опускаю и ничего не добавляю. Если я чего-"
        "то не понимаю или знаю кого-то лично, я об этом говорю.",
        "Я не фотографирую и не делаю записей. Свои заметки после разговора я отдаю социальному "
        "работнику.",
        "Обязанность молчать действует и после окончания моей работы.",
        "Мне объяснили: кто разглашает тайну, которую узнал как содействующее лицо, может быть "
        "наказан по § 203 абз. 4 Уголовного кодекса Германии лишением свободы на срок до одного "
        "года или штрафом.",
        "Я понял или поняла этот текст. Мне предложили копию.",
    ),
    "es": (
        "Compromiso de confidencialidad",
        "Interpreto o ayudo en conversaciones entre personas atendidas y profesionales del "
        "trabajo social.",
        "Todo lo que oigo, leo o veo me lo guardo. Esto incluye el hecho de que hubo una "
        "conversación y quién estuvo presente.",
        "No cuento nada: ni en mi familia, ni entre amistades o compatriotas, ni a las "
        "autoridades, salvo que una ley lo exija o lo permita.",
        "Interpreto de forma completa y correcta, no omito nada y no añado nada. Si no entiendo "
        "algo o conozco a alguien personalmente, lo digo.",
        "No hago fotos ni grabaciones. Después de la conversación entrego mis notas a la "
        "profesional.",
        "El deber de guardar silencio sigue cuando termina mi actividad.",
        "Se me ha explicado: quien revela un secreto que conoció como persona colaboradora puede"
        " ser castigado según el artículo 203, apartado 4, del Código Penal alemán con prisión "
        "de hasta un año o con multa.",
        "He entendido este texto. Se me ha ofrecido una copia.",
    ),
    "tr": (
        "Gizlilik taahhüdü",
        "Danışanlar ile sosyal hizmet uzmanları arasındaki görüşmelerde çeviri yapıyorum veya "
        "yardım ediyorum.",
        "Orada duyduğum, okuduğum veya gördüğüm her şeyi kendime saklarım. Görüşmenin yapıldığı "
        "ve kimlerin bulunduğu da buna dahildir.",
        "Hiçbir şeyi başkasına anlatmam: ne aileme, ne arkadaşlara veya hemşehrilere, ne de "
        "resmi makamlara; yasa bunu istemedikçe veya izin vermedikçe.",
        "Eksiksiz ve doğru çeviri yaparım, hiçbir şeyi atlamam ve eklemem. Bir şeyi anlamazsam "
        "veya birini şahsen tanıyorsam bunu söylerim.",
        "Fotoğraf çekmem, kayıt yapmam. Notlarımı görüşmeden sonra uzmana veririm.",
        "Susma yükümlülüğü işim bittikten sonra da sürer.",
        "Bana açıklandı: Yardımcı kişi olarak öğrendiği bir sırrı açıklayan kişi, Alman Ceza "
        "Kanunu’nun 203. maddesinin 4. fıkrasına göre bir yıla kadar hapis veya para cezasına "
        "çarptırılabilir.",
        "Bu metni anladım. Bana bir kopya teklif edildi.",
    ),
    "fr": (
        "Engagement de confidentialité",
        "J’interprète ou j’aide lors d’entretiens entre des personnes accompagnées et des "
        "travailleurs sociaux.",
        "Tout ce que j’entends, lis ou vois, je le garde pour moi. Cela vaut aussi pour le fait "
        "que l’entretien a eu lieu et pour les personnes présentes.",
        "Je ne répète rien : ni dans ma famille, ni à des amis ou compatriotes, ni aux "
        "autorités, sauf si une loi l’exige ou le permet.",
        "J’interprète tout et correctement, je n’omets rien et n’ajoute rien. Si je ne comprends"
        " pas quelque chose ou si je connais quelqu’un personnellement, je le dis.",
        "Je ne prends pas de photos et ne fais pas d’enregistrements. Après l’entretien, je "
        "remets mes notes au travailleur social.",
        "Le devoir de silence continue après la fin de mon activité.",
        "On m’a expliqué : quiconque révèle un secret appris en tant que personne participante "
        "peut être puni selon l’article 203, alinéa 4, du code pénal allemand d’une peine de "
        "prison d’un an au plus ou d’une amende.",
        "J’ai compris ce texte. Une copie m’a été proposée.",
    ),
    "ti": (
        "ውዕል ምስጢር ምሕላው",
        "ኣብ መንጎ ተገልገልትን ሰራሕተኛታት ማሕበራዊ ስራሕን ኣብ ዝግበር ዝርርብ እትርጉም ወይ እሕግዝ።",
        "ኣብኡ ዝሰምዖ፣ ዘንብቦ ወይ ዝርእዮ ኩሉ ንባዕለይ እሕዞ። ዝርርብ ከም ዝነበረን መን ከም ዝነበረን እውን ከምኡ።",
        "ንማንም ኣይነግርን፦ ንስድራይ፣ ንኣዕሩኽ ወይ ደቂ ዓደይ፣ ንቤት ጽሕፈታት እውን ኣይነግርን፣ ሕጊ እንተ ዘይጠለበ ወይ እንተ ዘይፈቐደ።",
        "ምሉእን ቅኑዕን እትርጉም፣ ዝገድፎ የለን፣ ዝውስኾ እውን የለን። ዘይተረድኣኒ እንተሎ ወይ ንሓደ ሰብ ብውልቀይ እንተ ፈሊጠ እናገር።",
        "ስእሊ ኣየልዕልን፣ ድምጺ እውን ኣይቀድሕን። ድሕሪ ዝርርብ ጽሑፋተይ ንሰራሕተኛ እህብ።",
        "ምስጢር ናይ ምሕላው ግዴታ ስራሐይ ምስ ተወድአ እውን ይቕጽል።",
        "ተገሊጹለይ፦ ከም ተሓጋጋዚ ዝፈለጦ ምስጢር ዘውጽእ ሰብ፣ ብመሰረት ዓንቀጽ 203 ንኡስ ዓንቀጽ 4 ናይ ጀርመን ሕጊ ገበን ክሳብ ሓደ ዓመት"
        " ማእሰርቲ ወይ መቕጻዕቲ ገንዘብ ክቕጻዕ ይኽእል።",
        "እዚ ጽሑፍ ተረዲኡኒ። ቅዳሕ ክህበኒ ተሓቲተ።",
    ),
    "ps": (
        "د رازساتنې ژمنه",
        "زه د مراجعینو او ټولنیزو کارکوونکو ترمنځ په خبرو کې ژباړه یا مرسته کوم.",
        "هر څه چې هلته اورم، لولم یا وینم له ځان سره ساتم. دا هم چې خبرې شوې دي او څوک حاضر وو.",
        "هېڅ شی بل چا ته نه وایم: نه په کورنۍ کې، نه ملګرو یا هېوادوالو ته او نه ادارو ته، مګر "
        "دا چې قانون یې وغواړي یا اجازه ورکړي.",
        "بشپړه او سمه ژباړه کوم، هېڅ نه پرېږدم او هېڅ نه زیاتوم. که څه ونه پوهېږم یا څوک په خپله"
        " پېژنم، وایم یې.",
        "عکسونه نه اخلم او غږ نه ثبتوم. له خبرو وروسته خپل یادښتونه کارکوونکي ته ورکوم.",
        "د رازساتنې دنده زما د کار له پای وروسته هم پاتې کېږي.",
        "ماته تشریح شوه: هغه څوک چې د مرستندوی په توګه یې راز زده کړی او ښکاره یې کړي، د جرمني د"
        " جزا قانون د ۲۰۳ مادې د ۴ فقرې له مخې تر یوه کاله بند یا نغدي جریمې سره مخ کېدای شي.",
        "دا متن مې وپوهېده. یوه کاپي راته وړاندې شوه.",
    ),
    "ku": (
        "Soza veşartina nehîniyan",
        "Ez di axaftinên di navbera kesên tên şêwirandin û karkerên civakî de werdigerînim an "
        "alîkariyê dikim.",
        "Her tişta ku ez li wir dibihîzim, dixwînim an dibînim, ez ji xwe re diparêzim. Ev ji bo"
        " vê jî ye ku axaftin çêbûye û kî amade bû.",
        "Ez tiştekî ji kesî re nabêjim: ne di malbata xwe de, ne ji hevalan an hemwelatiyan re û"
        " ne ji daîreyan re, heke qanûn nexwaze an destûr nede.",
        "Ez bi tevahî û rast werdigerînim, tiştekî dernaxim û tiştekî lê zêde nakim. Heke ez "
        "tiştekî fêm nekim an kesekî nas bikim, ez dibêjim.",
        "Ez wêneyan nakişînim û deng tomar nakim. Piştî axaftinê ez notên xwe didim karkerê "
        "civakî.",
        "Erka bêdengiyê piştî dawiya karê min jî didome.",
        "Ji min re hat şirovekirin: kesê ku nehîniyeke ku wek alîkar hîn bûye eşkere bike, "
        "dikare li gorî § 203 benda 4 a Qanûna Cezayê ya Almanyayê heta salekê bi girtîgehê an "
        "bi cezayê pere bê cezakirin.",
        "Min ev nivîs fêm kir. Kopiyek ji min re hat pêşkêşkirin.",
    ),
    "ka": (
        "კონფიდენციალურობის ვალდებულება",
        "მე ვთარგმნი ან ვეხმარები საუბრებში კლიენტებსა და სოციალურ მუშაკებს შორის.",
        "ყველაფერს, რასაც იქ მოვისმენ, წავიკითხავ ან ვნახავ, საიდუმლოდ ვინახავ. ეს ეხება იმასაც,"
        " რომ საუბარი შედგა და ვინ ესწრებოდა.",
        "არაფერს ვუამბობ სხვას: არც ოჯახში, არც მეგობრებს ან თანამემამულეებს და არც უწყებებს, თუ"
        " ამას კანონი არ მოითხოვს ან არ უშვებს.",
        "ვთარგმნი სრულად და სწორად, არაფერს ვტოვებ და არაფერს ვამატებ. თუ რამე ვერ გავიგე ან "
        "ვინმეს პირადად ვიცნობ, ამას ვამბობ.",
        "არ ვიღებ ფოტოებს და არ ვაკეთებ ჩანაწერებს. საუბრის შემდეგ ჩემს ჩანიშვნებს სოციალურ "
        "მუშაკს ვაძლევ.",
        "დუმილის ვალდებულება ძალაშია ჩემი საქმიანობის დასრულების შემდეგაც.",
        "ამიხსნეს: ვინც გაამხელს საიდუმლოს, რომელიც დამხმარე პირად ყოფნისას გაიგო, გერმანიის "
        "სისხლის სამართლის კოდექსის 203-ე პარაგრაფის მე-4 ნაწილით შეიძლება დაისაჯოს თავისუფლების"
        " აღკვეთით ერთ წლამდე ან ჯარიმით.",
        "ეს ტექსტი გავიგე. შემომთავაზეს ასლი.",
    ),
}
