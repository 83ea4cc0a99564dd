using Microsoft.Extensions.Time.Testing;

namespace ServeMulti.Sweeping;

/// <summary>The runs and the time left of a sweep of searches follow what the searches still need, not all that they may take.</summary>
public sealed class SearchProgressTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void Foresee_SearchInProgress_LeavesOutWhatItAndThoseToComeWillProbablyNotMake()
    {
        var tracker = TrackerOf(48);
        Run(tracker, 6, seconds: 10);
        tracker.Foresee(planned: 24, expected: 12);

        var now = Look(tracker);
        Assert.That((now.TotalRuns, now.FinishedRuns, now.EstimatedTimeLeft), Is.EqualTo((24, 6, (TimeSpan?)TimeSpan.FromSeconds(180))));
    }

    [Test]
    public void ReleaseUnused_SearchThatEnded_TellsOfThoseToCome()
    {
        var tracker = TrackerOf(72);
        Run(tracker, 8, seconds: 10);
        tracker.ReleaseUnused(planned: 24, used: 8);

        Assert.That(Look(tracker).TotalRuns, Is.EqualTo(24));
        Assert.That(Look(tracker).EstimatedTimeLeft, Is.EqualTo(TimeSpan.FromSeconds(160)));
    }

    [Test]
    public void Foresee_FewerThanThereAlreadyAre_NeverCountsMoreThanAll()
    {
        var tracker = TrackerOf(24);
        Run(tracker, 10, seconds: 1);
        tracker.Foresee(planned: 24, expected: 3);

        var now = Look(tracker);
        Assert.That((now.TotalRuns, now.FinishedRuns, now.EstimatedTimeLeft), Is.EqualTo((10, 10, (TimeSpan?)TimeSpan.Zero)));
    }

    [Test]
    public void Report_SweepWithoutSearches_CountsAllThatIsPlanned()
    {
        var tracker = TrackerOf(10);
        Run(tracker, 4, seconds: 3);

        var now = Look(tracker);
        Assert.That((now.TotalRuns, now.EstimatedTimeLeft), Is.EqualTo((10, (TimeSpan?)TimeSpan.FromSeconds(18))));
    }

    private ProgressTracker TrackerOf(int runs) => new(runs, 0, _clock, new Seen(_seen));

    private readonly List<SweepEvent> _seen = [];

    private SweepProgress Look(ProgressTracker tracker)
    {
        tracker.Report(now => new SearchProgressed(now, null!, null!));
        return _seen[^1].Progress;
    }

    private void Run(ProgressTracker tracker, int runs, int seconds)
    {
        for (var i = 0; i < runs; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            tracker.CountFinished();
        }
    }

    private sealed class Seen(List<SweepEvent> events) : IProgress<SweepEvent>
    {
        public void Report(SweepEvent value) => events.Add(value);
    }
}
