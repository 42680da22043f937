"""Letters, sheets and exports: what leaves the program, made of plain values."""
