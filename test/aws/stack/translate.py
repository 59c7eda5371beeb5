"""The CloudFormation template that SAM makes of a packaged one: `translate.py IN.yaml OUT.json`."""

import json
import sys

import boto3
from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

source, target = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    template = yaml_parse(file.read())
parameters = {name: each["Default"] for name, each in template.get("Parameters", {}).items() if "Default" in each}
parameters["AWS::Region"] = "us-east-1"
session = boto3.Session(region_name="us-east-1")
translated = Translator({}, Parser(), boto_session=session).translate(template, parameters)
with open(target, "w", encoding="utf-8") as file:
    json.dump(translated, file, indent=1, default=str)
