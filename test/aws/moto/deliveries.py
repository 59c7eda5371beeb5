"""Delivers events of EventBridge to SNS topics, which moto refuses to do: the text of the input transformer, as AWS makes it."""

import json

from jsonpath_ng.ext import parse
from moto.events.models import Rule
from moto.sns.models import sns_backends

#: Texts, oldest first.
published = []


def deliver_to_topics():
    send_to_others = Rule.send_to_targets

    def send_to_targets(self, original_event, transform_input=True):
        topics = [target for target in self.targets if target["Arn"].split(":")[2] == "sns"]
        others = [target for target in self.targets if target not in topics]
        if topics and self.event_pattern.matches_event(original_event):
            for target in topics:
                backend = sns_backends[self.account_id][self.region_name]
                text = _text(target, original_event)
                backend.publish(message=text, arn=target["Arn"])
                published.append(text)
        if others:
            every, self.targets = self.targets, others
            try:
                send_to_others(self, original_event, transform_input)
            finally:
                self.targets = every

    Rule.send_to_targets = send_to_targets


def _text(target, event):
    transformer = target.get("InputTransformer")
    if transformer is None:
        return json.dumps(event)
    text = transformer["InputTemplate"]
    for name, path in transformer.get("InputPathsMap", {}).items():
        found = parse(path).find(event)
        text = text.replace(f"<{name}>", str(found[0].value) if found else "")
    return text
