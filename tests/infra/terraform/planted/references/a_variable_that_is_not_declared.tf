# finds: output.o: var.name is not declared
output "o" {
  value = "x-${var.name}"
}
