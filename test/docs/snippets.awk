# Writes each fenced block of C++ in a document to a file of its own: <folder>/<document>.<number>.inc
FNR == 1 {
  document = FILENAME
  sub(/.*\//, "", document)
}
/^```cpp$/ {
  file = folder "/" document "." ++number ".inc"
  inside = 1
  printf "#line %d \"%s\"\n", FNR + 1, FILENAME > file
  next
}
/^```$/ { inside = 0 }
inside { print > file }
