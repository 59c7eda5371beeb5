"""Makes the resource types that moto's CloudFormation leaves out without a word.

Each is made through the service's own API, over HTTP, so that botocore checks the names and types of the properties and
moto its own rules. Where moto has no such API, botocore checks and nothing is kept but the name. Any type that is still
missing is an error.
"""

import json
import re

import boto3
import moto.cloudformation.parsing as parsing
from botocore.validate import ParamValidator
from moto.cloudformation.exceptions import UnformattedGetAttTemplateException
from moto.core.common_models import CloudFormationModel

KNOWN_TYPES = []


def add_missing_types(port):
    def client(service, region):
        access = {"aws_access_key_id": "deployer", "aws_secret_access_key": "deployer"}
        return boto3.client(service, region_name=region, endpoint_url=f"http://127.0.0.1:{port}", **access)

    for cfn_type, (service, create) in CREATORS.items():
        KNOWN_TYPES.append(_model(cfn_type, service, create, client))
    known = parsing.resource_class_from_type

    def or_fail(resource_type):
        found = known(resource_type)
        if found is None and resource_type not in parsing.NULL_MODELS:
            raise parsing.ValidationError(message=f"there is no model of {resource_type}")
        return found

    parsing.resource_class_from_type = or_fail


def _model(cfn_type, service, create, client):
    class Model(CloudFormationModel):
        __module__ = "moto.missing.models"  # moto takes the service from the second part of this name

        def __init__(self, name, attributes):
            self.physical_resource_id = name
            self.attributes = attributes

        @staticmethod
        def cloudformation_type():
            return cfn_type

        @staticmethod
        def cloudformation_name_type():
            return None

        @classmethod
        def has_cfn_attr(cls, attr):
            return True

        def get_cfn_attribute(self, attr):
            if attr not in self.attributes:
                raise UnformattedGetAttTemplateException()
            return self.attributes[attr]

        @classmethod
        def create_from_cloudformation_json(
            cls, resource_name, cloudformation_json, account_id, region_name, **kwargs
        ):
            properties = dict(cloudformation_json.get("Properties", {}))
            try:
                return cls(*create(client(service, region_name), resource_name, properties))
            except Exception as error:
                raise parsing.ValidationError(message=f"{cfn_type} {resource_name}: {error}") from error

    Model.__name__ = cfn_type.replace("::", "")
    return Model


def _check(client, operation, properties):
    """The parameters against the service's own model of an operation that moto does not have."""
    shape = client.meta.service_model.operation_model(operation).input_shape
    unknown = set(properties) - set(shape.members)
    report = ParamValidator().validate(properties, shape)
    if unknown or report.has_errors():
        raise ValueError(f"{operation}: {sorted(unknown)} {report.generate_report()}")


def _alarm(client, name, properties):
    name = properties.setdefault("AlarmName", name)
    properties["Threshold"] = float(properties["Threshold"])
    client.put_metric_alarm(**properties)
    [alarm] = client.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return name, {"Arn": alarm["AlarmArn"]}


def _composite_alarm(client, name, properties):
    name = properties.setdefault("AlarmName", name)
    _check(client, "PutCompositeAlarm", properties)
    alarms = client.describe_alarms()["MetricAlarms"]
    known = {alarm[key] for alarm in alarms for key in ("AlarmName", "AlarmArn")}
    for mentioned in re.findall(r'\b(?:ALARM|OK|INSUFFICIENT_DATA)\("?([^")]+)"?\)', properties["AlarmRule"]):
        if mentioned not in known:
            raise ValueError(f"the rule names an alarm that is not there: {mentioned}")
    arn = alarms[0]["AlarmArn"].rsplit(":", 1)[0]
    return name, {"Arn": f"{arn}:{name}"}


def _api(client, name, properties):
    body = properties.get("Body", {})
    made = client.create_api(Name=body.get("info", {}).get("title", name), ProtocolType="HTTP")
    client.reimport_api(ApiId=made["ApiId"], Body=json.dumps(body, default=str))
    return made["ApiId"], {"ApiId": made["ApiId"], "ApiEndpoint": made["ApiEndpoint"]}


def _stage(client, name, properties):
    client.create_stage(**properties)
    return properties["StageName"], {}


def _schedule(client, name, properties):
    name = properties.setdefault("Name", name)
    return name, {"Arn": client.create_schedule(**properties)["ScheduleArn"]}


def _event_invoke_config(client, name, properties):
    properties.pop("Qualifier", None)
    client.put_function_event_invoke_config(**properties)
    return properties["FunctionName"], {}


def _queue_policy(client, name, properties):
    for url in properties["Queues"]:
        policy = json.dumps(properties["PolicyDocument"])
        client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return name, {}


def _topic_policy(client, name, properties):
    for arn in properties["Topics"]:
        policy = json.dumps(properties["PolicyDocument"])
        client.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return name, {}


def _metric_filter(client, name, properties):
    properties = {key[0].lower() + key[1:]: value for key, value in properties.items()}
    properties.setdefault("filterName", name)
    properties["metricTransformations"] = [
        {
            "metricName": each["MetricName"],
            "metricNamespace": each["MetricNamespace"],
            "metricValue": str(each["MetricValue"]),
            **({"unit": each["Unit"]} if "Unit" in each else {}),
            **({"defaultValue": float(each["DefaultValue"])} if "DefaultValue" in each else {}),
            **({"dimensions": {d["Key"]: d["Value"] for d in each["Dimensions"]}} if "Dimensions" in each else {}),
        }
        for each in properties["metricTransformations"]
    ]
    client.put_metric_filter(**properties)
    return properties["filterName"], {}


CREATORS = {
    "AWS::CloudWatch::Alarm": ("cloudwatch", _alarm),
    "AWS::CloudWatch::CompositeAlarm": ("cloudwatch", _composite_alarm),
    "AWS::ApiGatewayV2::Api": ("apigatewayv2", _api),
    "AWS::ApiGatewayV2::Stage": ("apigatewayv2", _stage),
    "AWS::Scheduler::Schedule": ("scheduler", _schedule),
    "AWS::Lambda::EventInvokeConfig": ("lambda", _event_invoke_config),
    "AWS::SQS::QueuePolicy": ("sqs", _queue_policy),
    "AWS::SNS::TopicPolicy": ("sns", _topic_policy),
    "AWS::Logs::MetricFilter": ("logs", _metric_filter),
}
