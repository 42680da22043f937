"""Whatever happens to a laptop, nothing that was confirmed is lost and everything opens again.

``test_kills`` (T01) kills real processes at random moments in saving, reading in forms and
records, exchanging and updating. ``nursery`` is the process they are forked from, so that a
kill costs the time of a fork and not of a start; ``jobs`` is what they do.

``test_power_cuts`` (T02) records with strace what a saving process writes and syncs
(``write_log``), and builds the disks that a power cut may leave behind (``disk_image``):
unsynced writes dropped or torn at sectors of 512 bytes. The same saver without full syncs has to
lose something, or the test proves nothing. ``test_power_cuts_rare`` does the same with what happens
now and then (``rare_days``): setting up, another password, documents, backups, erasing, updates.

``test_faults_*`` (T03-T05) fill the disk, let it fail, and damage what lies on it.

``test_released_stores`` (T17) opens one frozen store per released schema (``tests/fixtures/
stores``), as it is and with a failure in the middle of the update.

``python3 dev.py test`` runs a quick share; ``python3 dev.py test --long`` all of it.
"""
