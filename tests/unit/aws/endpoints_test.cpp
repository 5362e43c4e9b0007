#include "handlers/aws/endpoints.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/aws/fakes.h"

namespace shrike {
namespace {

using test::error_from;

std::string url_of(std::string_view service, std::string_view region,
                   std::map<std::string, std::string, std::less<>> variables = {}) {
  const auto endpoint =
      endpoint_for(aws_service(service), region, fixed_environment(std::move(variables)));
  return target_at(endpoint, "/p?q=1").url();
}

TEST(Endpoint, IsAwsOwnByDefault) {
  EXPECT_EQ(url_of("rekognition", "eu-west-1"),
            "https://rekognition.eu-west-1.amazonaws.com/p?q=1");
  EXPECT_EQ(url_of("states", "us-east-1"), "https://states.us-east-1.amazonaws.com/p?q=1");
  EXPECT_EQ(url_of("s3", "cn-north-1"), "https://s3.cn-north-1.amazonaws.com.cn/p?q=1");
}

TEST(Endpoint, IsInTheDomainOfTheRegionsPartition) {
  // botocore's partitions.json: `regions` and `outputs.dnsSuffix` of each.
  const std::map<std::string, std::string> domains = {
      {"eu-west-1", "amazonaws.com"},         {"us-gov-west-1", "amazonaws.com"},
      {"cn-northwest-1", "amazonaws.com.cn"}, {"eusc-de-east-1", "amazonaws.eu"},
      {"us-iso-east-1", "c2s.ic.gov"},        {"us-isob-east-1", "sc2s.sgov.gov"},
      {"eu-isoe-west-1", "cloud.adc-e.uk"},   {"us-isof-south-1", "csp.hci.ic.gov"},
      {"xx-nowhere-1", "amazonaws.com"},
  };
  for (const auto& [region, domain] : domains) {
    EXPECT_EQ(url_of("s3", region), "https://s3." + region + "." + domain + "/p?q=1");
  }
}

TEST(Endpoint, PrefersTheServiceOwnVariable) {
  EXPECT_EQ(url_of("s3", "eu-west-1",
                   {{"AWS_ENDPOINT_URL", "http://all:1"}, {"AWS_ENDPOINT_URL_S3", "http://one:2"}}),
            "http://one:2/p?q=1");
  EXPECT_EQ(url_of("sns", "eu-west-1",
                   {{"AWS_ENDPOINT_URL", "http://all:1"}, {"AWS_ENDPOINT_URL_S3", "http://one:2"}}),
            "http://all:1/p?q=1");
  EXPECT_EQ(url_of("s3", "eu-west-1",
                   {{"AWS_ENDPOINT_URL", "http://all:1"}, {"AWS_ENDPOINT_URL_S3", ""}}),
            "http://all:1/p?q=1");
}

TEST(Endpoint, NamesStepFunctionsByItsServiceId) {
  EXPECT_EQ(url_of("states", "us-east-1",
                   {{"AWS_ENDPOINT_URL_STEPFUNCTIONS", "http://wrong"},
                    {"AWS_ENDPOINT_URL_STATES", "http://wrong"},
                    {"AWS_ENDPOINT_URL_SFN", "http://right"}}),
            "http://right/p?q=1");
}

TEST(Endpoint, IgnoresTheVariablesWhenToldTo) {
  for (const std::string yes : {"true", "True", "TRUE"}) {
    EXPECT_EQ(url_of("s3", "eu-west-1",
                     {{"AWS_ENDPOINT_URL_S3", "http://one:2"},
                      {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", yes}}),
              "https://s3.eu-west-1.amazonaws.com/p?q=1");
  }
  EXPECT_EQ(url_of("s3", "eu-west-1",
                   {{"AWS_ENDPOINT_URL_S3", "http://one:2"},
                    {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false"}}),
            "http://one:2/p?q=1");
}

TEST(Endpoint, TakesPortsBasePathsAndTrailingSlashes) {
  const std::map<std::string, std::string> cases = {
      {"http://127.0.0.1:9000/", "http://127.0.0.1:9000/p?q=1"},
      {"http://localhost:80", "http://localhost/p?q=1"},
      {"https://localhost:443", "https://localhost/p?q=1"},
      {"https://localhost:80", "https://localhost:80/p?q=1"},
      {"http://[::1]:9000", "http://[::1]:9000/p?q=1"},
      {"https://proxy/base//", "https://proxy/base/p?q=1"},
  };
  for (const auto& [given, url] : cases) {
    EXPECT_EQ(url_of("s3", "eu-west-1", {{"AWS_ENDPOINT_URL", given}}), url);
  }
}

TEST(Endpoint, RefusesWhatIsNoUrlAndNamesTheVariableOnly) {
  for (const std::string given :
       {"localhost:9000", "ftp://host", "http://", "http://:80", "http:///path", "http://a b",
        "http://host?x=1", "http://host#f", "http://user:pass@host", "http://host\r\nX: y"}) {
    const auto error = error_from([&] {
      url_of("s3", "eu-west-1", {{"AWS_ENDPOINT_URL_S3", given}});
    });
    EXPECT_EQ(error.type(), "Runtime.ConfigInvalid") << given;
    EXPECT_NE(error.message().find("AWS_ENDPOINT_URL_S3"), std::string::npos);
    EXPECT_EQ(error.message().find("pass"), std::string::npos);
  }
}

TEST(S3Target, MovesTheBucketIntoTheHostWhereItsNameIsALabel) {
  const auto own = default_endpoint(aws_service("s3"), "eu-west-1");
  const std::map<std::string, std::string> cases = {
      {"/photos/a%20b?versionId=1", "https://photos.s3.eu-west-1.amazonaws.com/a%20b?versionId=1"},
      {"/photos//k", "https://photos.s3.eu-west-1.amazonaws.com//k"},
      {"/photos/../k", "https://photos.s3.eu-west-1.amazonaws.com/../k"},
      {"/photos?list-type=2", "https://photos.s3.eu-west-1.amazonaws.com/?list-type=2"},
      {"/my.photos/k", "https://s3.eu-west-1.amazonaws.com/my.photos/k"},
      {"/My-Photos/k", "https://s3.eu-west-1.amazonaws.com/My-Photos/k"},
      {"/evil%2Fhost/k", "https://s3.eu-west-1.amazonaws.com/evil%2Fhost/k"},
      {"/ab/k", "https://s3.eu-west-1.amazonaws.com/ab/k"},
      {"/-abc/k", "https://s3.eu-west-1.amazonaws.com/-abc/k"},
  };
  for (const auto& [path, url] : cases) EXPECT_EQ(s3_target_at(own, path).url(), url);
}

TEST(S3Target, KeepsTheBucketInThePathOfACustomEndpoint) {
  const auto custom = endpoint_for(aws_service("s3"), "eu-west-1",
                                   fixed_environment({{"AWS_ENDPOINT_URL", "http://h:1/base"}}));
  EXPECT_EQ(s3_target_at(custom, "/photos/k").url(), "http://h:1/base/photos/k");
}

TEST(AwsService, IsABugWhenUnknown) {
  EXPECT_EQ(error_from([] { static_cast<void>(aws_service("ec2")); }).kind(), ErrorKind::Bug);
}

}  // namespace
}  // namespace shrike
