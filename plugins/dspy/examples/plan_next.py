"""What to do next in this repository, asked of a model that is given Scribe's record of it."""

import dspy
from dspy.utils import DummyLM

from scribe_client import ScribeClient
from scribe_dspy import ScribeCallback, SessionContext, WithScribe


class PlanNext(dspy.Signature):
    """Say what to do next, in one sentence."""

    context: SessionContext = dspy.InputField()
    question: str = dspy.InputField()
    answer: str = dspy.OutputField()


# Any `dspy.LM("...")` goes here; this one needs no network.
lm = DummyLM([{"answer": "Write the test for the parser."}])

with dspy.context(lm=lm, callbacks=[ScribeCallback(level="summary")]):
    program = WithScribe(dspy.Predict(PlanNext), role="planner")
    print(program(question="What comes next?").answer)

client = ScribeClient.shared()
client.append("Write the test for the parser first.", kind="plan", wait=True)
print(client.status.state)
