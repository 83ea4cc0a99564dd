namespace ServeMulti.Sla;

/// <summary>A search ends when it knows: the interval is as narrow as asked and both ends are supported, or the budget is spent and it says
/// so.</summary>
[TestFixture]
public sealed class IntervalGoalTests
{
    private const double Noise = 0.1;

    [Test]
    public void SearchAsync_ItsEnd_IsAtAnIntervalAsNarrowAsAskedOrSaysWhatIsMissing() =>
        LawCase.Hold(
            LawCase.All(SlaSearchMethod.Adaptive, Noise),
            c =>
            {
                var result = c.Search();

                var half =
                    result.Interval is { } interval && double.IsFinite(interval.High) ? Math.Log(interval.High / interval.Low) / 2 : 0;
                var isWide =
                    half > c.Options.Tolerance + 1e-9
                    && result.Outcome == SlaSearchOutcome.Bounded
                    && !c.Variable.IsWhole
                    && result.Load >= result.Passing;
                var isSilent =
                    half > c.Options.Tolerance
                    && result.Outcome == SlaSearchOutcome.BudgetSpent
                    && !result.ToString().Contains("with the answer known to ±", StringComparison.Ordinal);
                return isWide || isSilent ? $"±{half:R} of ±{c.Options.Tolerance:R}: {result}" : null;
            }
        );

    [Test]
    public void SearchAsync_FailingEnd_HasTwoFailingRunsOrAllItsRuns() =>
        LawCase.Hold(
            LawCase.All(SlaSearchMethod.Adaptive, Noise),
            c =>
            {
                var result = c.Search();

                if (result.Outcome != SlaSearchOutcome.Bounded || result.Failing is not { } failing || result.Passing is null)
                {
                    return null;
                }

                SlaProbe[] near = [.. result.Probes.Where(p => p.Load >= failing && p.Load <= 1.15 * failing)];
                return near.Sum(p => p.Runs.Count(r => r.Counts)) >= Math.Min(2, c.Options.RunsPerLoad)
                    ? null
                    : $"one run at {failing:R}: {result}";
            }
        );

    [TestCase("request_rate", 150)]
    [TestCase("max_concurrency", 20)]
    public async Task SearchAsync_TimeBudget_EndsBeforeIt(string name, int budget)
    {
        var variable = name == "request_rate" ? LoadVariable.RequestRate : LoadVariable.MaxConcurrency;
        var server = new AnalyticServer { Noise = 0.1 };
        double seconds = 0;
        double longest = 0;
        var result = await new SlaSearcher(
            variable,
            async (run, cancellationToken) =>
            {
                var measured = await server.MeasureAsync(run, cancellationToken);
                var duration = measured.Document!.TryFindMetric("duration", out var value) ? value : 0;
                seconds += duration;
                longest = Math.Max(longest, duration);
                return measured;
            },
            new() { TimeBudget = TimeSpan.FromSeconds(budget) }
        ).SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=400"));

        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(SlaSearchOutcome.BudgetSpent));
            // A run that is made longer to tell, or to confirm, is not cut off.
            Assert.That(seconds, Is.LessThanOrEqualTo(budget + longest));
            Assert.That(result.Runs, Is.LessThan(24));
            Assert.That(result.ToString(), Does.Contain("the time budget was spent").And.Not.Contain("budget of runs"));
        });
    }

    [Test]
    public async Task SearchAsync_NoiseFromRunToRun_IsEstimatedFromTheRuns()
    {
        var quiet = await FindNoise(0.005);
        var noisy = await FindNoise(0.12);

        Assert.That(noisy, Is.GreaterThan(2 * quiet));
    }

    [Test]
    public async Task SearchAsync_WiderThanAsked_SaysHowManyRunsItTakes()
    {
        var server = new AnalyticServer { Noise = 0.1 };
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            server.MeasureAsync,
            new() { Budget = 12, Tolerance = 0.06 }
        ).SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=400"));

        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(SlaSearchOutcome.BudgetSpent));
            var half = Math.Log(result.Interval!.High / result.Interval.Low) / 2;
            // By the square root law, of the twelve runs at most.
            Assert.That(result.MoreRunsNeeded, Is.InRange(1, 12 * half * half / ((0.06 * 0.06) - (0.04 * 0.04))));
            Assert.That(
                result.ToString(),
                Does.Match(
                    @"the budget of runs was spent with the answer known to ±[\d.]+ % \(its speed differs by about \d+ %( or more)? from run to run\): about \d+ more runs? would narrow it to ±6 %"
                )
            );
        });
    }

    [Test]
    public async Task SearchAsync_NarrowerThanTheModel_SaysThatMoreRunsDoNotHelp()
    {
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            new AnalyticServer { Noise = 0.05 }.MeasureAsync,
            new() { Tolerance = 0.02 }
        ).SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=400"));

        Assert.That((result.Outcome, result.MoreRunsNeeded), Is.EqualTo((SlaSearchOutcome.BudgetSpent, (int?)null)));
        Assert.That(result.ToString(), Does.Contain("and more runs cannot narrow it that far"));
    }

    [Test]
    public void SearchAsync_RunsLeft_IsNearerThanTheRestOfTheBudgetAndNeverBeyondIt()
    {
        double off = 0;
        double offOfBudget = 0;
        LawCase.Hold(
            LawCase
                .All(SlaSearchMethod.Adaptive, Noise)
                .Select(c => c with { Options = c.Options with { Tolerance = 0.15, Budget = 24, RunsPerLoad = 3 } }),
            c =>
            {
                var foreseen = new List<int>();
                var result = LawCase.Finish(c.Searcher().SearchAsync(c.Server.Level, new Foreseen(foreseen)));
                for (var i = 0; i < foreseen.Count; i++)
                {
                    var left = c.Options.BudgetOrDefault - i - 1;
                    off += Math.Abs(foreseen[i] - (result.Runs - i - 1));
                    offOfBudget += Math.Abs(left - (result.Runs - i - 1));
                    if (foreseen[i] < 0 || foreseen[i] > left)
                    {
                        return $"{foreseen[i]} runs foreseen after run {i + 1}: {result}";
                    }
                }

                return null;
            }
        );
        Assert.That(off, Is.LessThan(0.7 * offOfBudget));
    }

    [Test]
    public async Task SearchAsync_RunsWithoutRepeats_TellNothingOfTheNoise()
    {
        var server = new AnalyticServer();
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            server.MeasureAsync,
            new() { RunsPerLoad = 1, Budget = 5 }
        ).SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=400"));

        Assert.That(result.Load, Is.Not.Null);
        Assert.That(result.Probes.Sum(p => Math.Max(0, p.Runs.Count(r => r.Counts) - 1)), Is.LessThan(3));
        Assert.That(result.RunNoise, Is.Null);
        Assert.That(result.ToString(), Does.Not.Contain("from run to run"));
    }

    private static async Task<double> FindNoise(double noise)
    {
        var server = new AnalyticServer { Noise = noise };
        var result = await new SlaSearcher(LoadVariable.RequestRate, server.MeasureAsync, new() { Tolerance = 0.05 }).SearchAsync(
            ServiceLevel.Parse("p99_e2el_ms<=400")
        );
        return result.RunNoise!.Value;
    }

    private sealed class Foreseen(List<int> runs) : IProgress<SlaSearchEvent>
    {
        public void Report(SlaSearchEvent value)
        {
            if (value is SlaRunFinished { RunsLeft: { } left })
            {
                runs.Add(left);
            }
        }
    }
}
