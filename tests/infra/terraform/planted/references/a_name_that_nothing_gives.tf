# finds: output.o: w is not known here
output "o" {
  value = [for v in [] : w]
}
