output "images_bucket" {
  description = "Put images here."
  value       = module.images.name
}

output "results_bucket" {
  description = "Outputs come here."
  value       = module.results.name
}

output "function_names" {
  description = "The functions: what starts the workflow, and its two steps."
  value       = [module.start_workflow.name, module.recognize.name, module.store_results.name]
}

output "state_machine_arn" {
  description = "The workflow."
  value       = module.workflow.arn
}

output "topic_arn" {
  description = "The topic of results."
  value       = module.topic.arn
}

output "failures_url" {
  description = "The queue of events that failed for good."
  value       = module.start_workflow.failures_url
}
