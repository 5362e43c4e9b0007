#pragma once

#include <string_view>

/// CloudFormation's names of the resources that the local cloud knows.
namespace shrike::local::resource_type {

inline constexpr std::string_view kBucket = "AWS::S3::Bucket";
inline constexpr std::string_view kFunction = "AWS::Lambda::Function";
inline constexpr std::string_view kEventInvokeConfig = "AWS::Lambda::EventInvokeConfig";
inline constexpr std::string_view kEventSourceMapping = "AWS::Lambda::EventSourceMapping";
inline constexpr std::string_view kPermission = "AWS::Lambda::Permission";
inline constexpr std::string_view kQueue = "AWS::SQS::Queue";
inline constexpr std::string_view kQueuePolicy = "AWS::SQS::QueuePolicy";
inline constexpr std::string_view kTopic = "AWS::SNS::Topic";
inline constexpr std::string_view kSubscription = "AWS::SNS::Subscription";
inline constexpr std::string_view kTable = "AWS::DynamoDB::Table";
inline constexpr std::string_view kStateMachine = "AWS::StepFunctions::StateMachine";
inline constexpr std::string_view kRule = "AWS::Events::Rule";
inline constexpr std::string_view kLogGroup = "AWS::Logs::LogGroup";
inline constexpr std::string_view kAlarm = "AWS::CloudWatch::Alarm";
inline constexpr std::string_view kRole = "AWS::IAM::Role";
/// The three ways in which policies come to a role from beside it.
inline constexpr std::string_view kPolicy = "AWS::IAM::Policy";
inline constexpr std::string_view kRolePolicy = "AWS::IAM::RolePolicy";
inline constexpr std::string_view kManagedPolicy = "AWS::IAM::ManagedPolicy";

}  // namespace shrike::local::resource_type
