# finds: module.m: source "./absent" is not a folder beside this one
module "m" {
  source = "./absent"
}
