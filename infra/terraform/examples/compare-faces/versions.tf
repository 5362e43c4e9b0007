terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.25"
    }
  }
}

# Region and credentials come from the environment, as with AWS's own tools.
provider "aws" {
  default_tags {
    tags = { Stack = var.stack_name }
  }
}
