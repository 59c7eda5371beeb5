"""Holds every call to the policies of the role that makes it, as IAM does: action, resource and condition.

moto can check signatures and actions (`/moto-api/reset-auth` begins with it), but takes each call to be on `*`. Here a
call is on the resources that it names. Whatever this module does not know, it refuses: another operator of conditions,
another service.
"""

import fnmatch
import json
import re

from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.exceptions import JsonRESTError
from moto.iam.access_control import IAMRequest
from moto.secretsmanager.models import secretsmanager_backends

#: What was asked for since the start: role, action, resource, and whether it was allowed.
asked = []


def hold_to_rights():
    def authorize(self, resource="*"):
        self._authenticate_and_authorize_action(_Call, _wanted(self))

    ActionAuthenticatorMixin._authenticate_and_authorize_normal_action = authorize


class _Call(IAMRequest):
    """`resource` is a pair: the rights that the call needs, and the keys that conditions may look at."""

    def check_action_permitted(self, resource):
        needed, context = resource
        statements = [
            statement
            for policy in self._access_key.collect_policies()
            for statement in _listed(_document(policy)["Statement"])
        ]
        for action, arn in needed:
            allowed = any(_allows(statement, action, arn, context) for statement in statements)
            asked.append({"caller": self._access_key.arn, "action": action, "resource": arn, "allowed": allowed})
            if not allowed:
                message = f"{self._access_key.arn} is not authorized to perform: {action} on resource: {arn}"
                raise JsonRESTError("AccessDeniedException", f"User: {message}")


def _document(policy):
    if isinstance(policy, str):
        return json.loads(policy)
    if isinstance(policy, dict):
        return json.loads(policy["policy_document"])
    [version] = [version for version in policy.versions if version.is_default]
    return json.loads(version.document)


def _allows(statement, action, arn, context):
    if statement["Effect"] != "Allow" or "Action" not in statement or "Resource" not in statement:
        raise NotImplementedError(f"a statement of another kind: {statement}")
    return (
        any(_like(action.lower(), pattern.lower()) for pattern in _listed(statement["Action"]))
        and any(_like(arn, pattern) for pattern in _listed(statement["Resource"]))
        and all(
            _holds(operator, context.get(key.lower(), []), _listed(values))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _holds(operator, actual, expected):
    if operator == "ForAllValues:StringEquals":
        return all(value in expected for value in actual)
    if operator == "StringEquals":
        return len(actual) == 1 and actual[0] in expected
    if operator == "ForAllValues:StringNotLike":
        return not any(_like(value, pattern) for value in actual for pattern in expected)
    if operator == "Null":
        return expected == ["true" if actual == [] else "false"]
    if operator == "BoolIfExists":
        return all(str(value).lower() in [str(one).lower() for one in expected] for value in actual)
    raise NotImplementedError(f"the operator {operator}")


def _like(text, pattern):
    """`*` and `?` only: a bracket stands for itself."""
    return fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))


def _listed(value):
    return value if isinstance(value, list) else [value]


#: Calls that IAM knows by the name of another, from the "Service Authorization Reference".
SAME_RIGHT = {"sqs:SendMessageBatch": "sqs:SendMessage", "sqs:DeleteMessageBatch": "sqs:DeleteMessage"}


def _wanted(response):
    """The rights that a call needs, as pairs of action and resource, and what conditions may ask of it."""
    service = response.service_name
    called = f"{service}:{response._get_action()}"
    action = SAME_RIGHT.get(called, called)
    try:
        body = json.loads(response.raw_body or b"{}")
    except ValueError:
        body = {}
    needed = [(action, arn) for arn in _resources(response, service, body)]
    if called == "secretsmanager:CreateSecret" and "Tags" in body:
        needed += [("secretsmanager:TagResource", arn) for _, arn in needed]
    context = {}
    if service == "events":
        context["events:source"] = [entry.get("Source") for entry in body.get("Entries", [])]
    if "ForceDeleteWithoutRecovery" in body:
        context["secretsmanager:forcedeletewithoutrecovery"] = [body["ForceDeleteWithoutRecovery"]]
    if called == "dynamodb:Query":
        context["dynamodb:leadingkeys"] = [_partition(body)]
    if called in ("dynamodb:PutItem", "dynamodb:DeleteItem"):
        context["dynamodb:leadingkeys"] = [(body.get("Item") or body["Key"])["connectionId"]["S"]]
    return needed, context


def _partition(query):
    """The value of the table's partition key that a query asks for."""
    asked_for = re.search(r"\bconnectionId = (:\w+)", query.get("KeyConditionExpression", ""))
    if asked_for is None:
        raise NotImplementedError(f"a query of another form: {query}")
    return query["ExpressionAttributeValues"][asked_for[1]]["S"]


def _resources(response, service, body):
    arn = f"arn:aws:{service}:{response.region}:{response.current_account}:"
    if service == "secretsmanager":
        return [_secret(response, body, arn)]
    if service == "dynamodb":
        tables = [body["TableName"]] if "TableName" in body else body.get("RequestItems", {})
        return [f"{arn}table/{name}" for name in tables] or ["*"]
    if service == "sqs" and "QueueUrl" in body:
        return [arn + body["QueueUrl"].rsplit("/", 1)[-1]]
    if service == "events" and "Entries" in body:
        buses = {entry.get("EventBusName", "default") for entry in body["Entries"]}
        return [bus if bus.startswith("arn:") else f"{arn}event-bus/{bus}" for bus in sorted(buses)]
    return ["*"]


def _secret(response, body, arn):
    name = body.get("Name") or body.get("SecretId")
    if name is None:
        return "*"
    if name.startswith("arn:"):
        return name
    secrets = secretsmanager_backends[response.current_account][response.region].secrets
    known = [secret.arn for secret in secrets.values() if secret.name == name]
    # Of one that is not there the six characters behind its name are not known.
    return known[0] if known else f"{arn}secret:{name}-??????"
