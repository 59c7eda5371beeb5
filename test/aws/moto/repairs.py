"""What moto's CloudFormation does otherwise than AWS's, and this template needs."""

import json

import moto.cloudformation.parsing as parsing
from moto.events.models import EventBus
from moto.iam.models import Role
from moto.sqs.models import Queue


def repair_cloudformation(port):
    # `Ref` of a bus is its name; moto gives the object.
    EventBus.physical_resource_id = property(lambda bus: bus.name)

    # A queue is where it can be reached; moto names AWS's own host, which the SDK would turn to.
    Queue.physical_resource_id = property(lambda queue: f"http://127.0.0.1:{port}/{queue.account_id}/{queue.name}")

    # moto takes the messages of a queue that a function reads, and runs nothing: here the tests take them.
    Queue.lambda_event_source_mappings = property(lambda queue: {}, lambda queue, mappings: None)

    # The document of an inline policy is JSON, without the statements that are AWS::NoValue; moto keeps it as it reads it.
    put_policy = Role.put_policy

    def put_document(role, name, document):
        if not isinstance(document, str):
            statements = [statement for statement in document["Statement"] if statement is not None]
            document = json.dumps({**document, "Statement": statements})
        put_policy(role, name, document)

    Role.put_policy = put_document

    # Keys of a mapping are text, also where a parameter of type Number names one.
    clean = parsing.clean_json

    def clean_json(value, resources):
        if isinstance(value, dict) and "Fn::FindInMap" in value:
            name, *keys = value["Fn::FindInMap"]
            value = {"Fn::FindInMap": [name, *(str(clean_json(key, resources)) for key in keys)]}
        return clean(value, resources)

    parsing.clean_json = clean_json
