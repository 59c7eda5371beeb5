"""Deploys a translated template into moto, hands out keys, and from then on has every call held to the caller's rights:
`deploy.py TEMPLATE.json ENDPOINT`. Prints what came of it as JSON."""

import json
import sys

import boto3
import requests
from botocore.config import Config

STACK = "connections"

template, endpoint = sys.argv[1:]
nobody = boto3.Session(aws_access_key_id="deployer", aws_secret_access_key="deployer", region_name="us-east-1")


def client(service):
    return nobody.client(service, endpoint_url=endpoint, config=Config(retries={"total_max_attempts": 1}))


def deploy():
    cloudformation = client("cloudformation")
    with open(template, encoding="utf-8") as file:
        body = file.read()
    try:
        cloudformation.create_stack(StackName=STACK, TemplateBody=body, Capabilities=["CAPABILITY_IAM"])
    except Exception as error:
        return {"error": str(error)}
    [stack] = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    made = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
    return {
        "error": None,
        "status": stack["StackStatus"],
        "resources": {each.get("LogicalResourceId"): each.get("PhysicalResourceId") for each in made},
        "outputs": {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])},
    }


def administrator():
    iam = client("iam")
    iam.create_user(UserName="administrator")
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_user_policy(UserName="administrator", PolicyName="everything", PolicyDocument=json.dumps(everything))
    return keys(iam.create_access_key(UserName="administrator")["AccessKey"])


def functions(resources):
    """Name, role and variables of each function as Lambda has them, with keys of its role."""
    made = {}
    for each in client("lambda").list_functions()["Functions"]:
        logical_id = next(name for name, physical in resources.items() if physical == each["FunctionName"])
        assumed = client("sts").assume_role(RoleArn=each["Role"], RoleSessionName=logical_id)
        made[logical_id] = {
            "functionName": each["FunctionName"],
            "handler": each["Handler"],
            "timeoutSeconds": each["Timeout"],
            "memoryMb": each["MemorySize"],
            "role": each["Role"].rsplit("/", 1)[-1],
            "variables": {name: str(value) for name, value in each["Environment"]["Variables"].items()},
            "invokers": invokers(each["FunctionName"]),
            "statements": statements(each["Role"].rsplit("/", 1)[-1]),
            "keys": keys(assumed["Credentials"]),
        }
    return made


def statements(role):
    iam = client("iam")
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names]
    return [statement for document in documents for statement in document["Statement"]]


def invokers(function_name):
    """Who may invoke the function besides its own account: service and ARN of each permission."""
    try:
        policy = json.loads(client("lambda").get_policy(FunctionName=function_name)["Policy"])
    except client("lambda").exceptions.ResourceNotFoundException:
        return []
    return [
        f"{each['Principal']['Service']} {each['Condition']['ArnLike']['AWS:SourceArn']}" for each in policy["Statement"]
    ]


def keys(made):
    return {
        "AWS_ACCESS_KEY_ID": made["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"],
        **({"AWS_SESSION_TOKEN": made["SessionToken"]} if "SessionToken" in made else {}),
    }


deployed = deploy()
if deployed["error"] is None:
    deployed["administrator"] = administrator()
    deployed["functions"] = functions(deployed["resources"])
    requests.post(f"{endpoint}/moto-api/reset-auth", data=b"0", timeout=10).raise_for_status()
print(json.dumps(deployed))
