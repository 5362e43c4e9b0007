output "images_bucket" {
  description = "Put images here."
  value       = module.images.name
}

output "results_bucket" {
  description = "Outputs come here."
  value       = module.results.name
}

output "function_name" {
  description = "The function."
  value       = module.process.name
}

output "queue_url" {
  description = "The queue that brings the events."
  value       = module.queue.url
}

output "failures_url" {
  description = "The queue of events that failed for good."
  value       = module.failures.url
}

output "backfill_state_machine_arn" {
  description = "Start it with {\"prefix\": \"\"} to process what is in the bucket already."
  value       = module.backfill.arn
}

output "batch_role_arn" {
  description = "The role for S3 Batch Operations jobs that invoke the function."
  value       = module.batch_role.arn
}
