namespace ServeMulti.Sla;

public sealed class SlaSearchOptionsTests
{
    public static IEnumerable<TestCaseData> BadOptions()
    {
        yield return new(
            new SlaSearchOptions { MinLoad = 5, MaxLoad = 4 },
            "SLA search: the smallest load is 5: it must not be above the largest, 4."
        );
        yield return new(new SlaSearchOptions { MinLoad = 0 }, "SLA search: the smallest load is 0: it must be a number above 0.");
        yield return new(
            new SlaSearchOptions { MaxLoad = double.NaN },
            "SLA search: the largest load is NaN: it must be a number above 0."
        );
        yield return new(new SlaSearchOptions { Tolerance = 0 }, "SLA search: the tolerance is 0: it must be above 0 and below 1.");
        yield return new(new SlaSearchOptions { TimeBudget = TimeSpan.Zero }, "SLA search: the time budget is 0: it must be above 0 s.");
        yield return new(
            new SlaSearchOptions { TimeBudget = TimeSpan.FromSeconds(29) },
            "SLA search: the time budget is 29: it must not be shorter than one run, 30 s."
        );
        yield return new(new SlaSearchOptions { Tolerance = 1 }, "SLA search: the tolerance is 1: it must be above 0 and below 1.");
        yield return new(new SlaSearchOptions { RunsPerLoad = 0 }, "SLA search: the runs per load is 0: it must be at least 1.");
        yield return new(new SlaSearchOptions { Budget = 0 }, "SLA search: the budget of runs is 0: it must be at least 1.");
        yield return new(new SlaSearchOptions { BasePrompts = 0 }, "SLA search: the number of prompts is 0: it must be at least 1.");
        yield return new(new SlaSearchOptions { ConfirmFactor = 0.5 }, "SLA search: the confirm factor is 0.5: it must be at least 1.");
        yield return new(new SlaSearchOptions { RunTime = TimeSpan.Zero }, "SLA search: the time of a run is 0: it must be above 0 s.");
        yield return new(
            new SlaSearchOptions { MaxRunTime = TimeSpan.FromSeconds(1) },
            "SLA search: the longest time of a run is 1: it must not be below the time of a run."
        );
        yield return new(
            new SlaSearchOptions { SustainedLatencies = 0 },
            "SLA search: the latencies of a sustained run is 0: it must be above 0."
        );
        yield return new(
            new SlaSearchOptions { Rules = new() { FailedShareLimit = 2 } },
            "SLA search: the failed share is 2: it must be from 0 to 1."
        );
        yield return new(
            new SlaSearchOptions { PromptsPerConcurrency = 0 },
            "SLA search: the prompts per request in flight is 0: it must be at least 1."
        );
    }

    [TestCaseSource(nameof(BadOptions))]
    public void FindProblems_OptionOutOfRange_HasOneLine(SlaSearchOptions options, string problem) =>
        Assert.That(options.FindProblems(LoadVariable.RequestRate), Is.EqualTo(new[] { problem }));

    [Test]
    public void FindProblems_ConcurrencyNotWhole_IsRefused() =>
        Assert.That(
            new SlaSearchOptions { MaxLoad = 4.5 }.FindProblems(LoadVariable.MaxConcurrency),
            Has.Count.EqualTo(1).And.All.Contains("whole numbers")
        );

    [Test]
    public void FindProblems_Defaults_HasNone() => Assert.That(new SlaSearchOptions().FindProblems(LoadVariable.RequestRate), Is.Empty);

    [TestCase(3, ExpectedResult = 24)]
    [TestCase(5, ExpectedResult = 40)]
    public int Budget_Default_IsTheLargerOfTwentyFourAndEightTimesTheRuns(int runs) =>
        new SlaSearchOptions { RunsPerLoad = runs }.BudgetOrDefault;

    [Test]
    public void Constructor_BadOptions_RefusesBeforeAnythingRuns() =>
        Assert.That(
            () => new SlaSearcher(LoadVariable.RequestRate, (_, _) => throw new InvalidOperationException(), new() { Tolerance = 2 }),
            Throws.TypeOf<InvalidInputException>()
        );
}
