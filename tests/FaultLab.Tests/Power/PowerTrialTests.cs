using ServeMulti.FaultLab.Disk;
using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Power;

/// <summary>The quick slice of the trial <c>power</c>: of every story, losses spread over its steps.</summary>
[TestFixture]
public sealed class PowerTrialTests
{
    private static IEnumerable<DiskStory> Stories => DiskStory.All;

    [TestCaseSource(nameof(Stories))]
    public async Task Lose_StepsFromFirstToLast_LawHolds(object story)
    {
        using var output = new StringWriter();
        Assert.That(
            await PowerTrial.RunAsync(every: 17, story.ToString()!, ways: 2, seed: 1, output, CancellationToken.None),
            Is.EqualTo(TrialOutcome.Held),
            output.ToString()
        );
        Assert.That(output.ToString(), Does.Not.Contain("\n0 losses of power"));
    }

    /// <summary>A host that was killed had renamed the file of a run and not flushed its name; the next one relies on it.</summary>
    [Test]
    public async Task Lose_AfterAResumeThatFoundAnUnflushedRun_RunIsKept()
    {
        using var template = new StoryFolder();
        var attempt = await PowerAttempt.PrepareAsync(new NewSweepStory(), template);
        var undisturbed = await attempt.LoseAsync(new PowerPoint(int.MaxValue));
        var renames = undisturbed.Disk.Steps.Index().Where(step => step.Item.EndsWith("run=0.json", StringComparison.Ordinal)).ToList();
        Assert.That(renames, Has.Count.EqualTo(4));
        foreach (var (step, _) in renames)
        {
            var point = new PowerPoint(int.MaxValue, KilledAt: step + 1);
            var off = await attempt.LoseAsync(point);
            Assert.That(await attempt.JudgeAsync(off, point, new PowerLoss(off.Disk).KeepNothing()), Is.Empty);
        }
    }

    [Test]
    public async Task Lose_HostThatDoesNotFlushNames_IsSeen()
    {
        using var template = new StoryFolder();
        var attempt = await PowerAttempt.PrepareAsync(new HastyStory(), template);
        var point = new PowerPoint(int.MaxValue);
        var off = await attempt.LoseAsync(point);
        var found = await attempt.JudgeAsync(off, point, new PowerLoss(off.Disk).KeepNothing());
        Assert.That(
            found,
            Has.Some.EqualTo("said to be finished, and not there: hasty")
                .And.Some.EqualTo("the host had ended, and its file is lost or changed: run=0.json")
                .And.Some.StartsWith("a finished run is lost: ")
                .And.Some.EqualTo("an answer is lost: hasty")
        );
    }

    /// <summary>Flushes what it writes, and none of the names.</summary>
    private sealed class HastyStory : DiskStory
    {
        public override string Name => "hasty";

        public override Task PrepareAsync(StoryFolder folder)
        {
            Directory.CreateDirectory(folder.At("a"));
            Directory.CreateDirectory(folder.At("b"));
            File.WriteAllText(folder.At("a", "run=1.json"), """{"id":"old"}""");
            return Task.CompletedTask;
        }

        public override Task PlayAsync(StoryFolder folder, IFileSystem files)
        {
            files.Write(folder.At("run=0.json.tmp"), stream => stream.Write("""{"id":"hasty"}"""u8), isPrivate: false);
            files.Move(folder.At("run=0.json.tmp"), folder.At("run=0.json"));
            folder.SaidFinished.Add("hasty");
            files.Move(folder.At("a", "run=1.json"), folder.At("b", "run=1.json"));
            files.FlushFolder(folder.At("a"));
            folder.SavedAnswers["hasty"] = "{}";
            return Task.CompletedTask;
        }

        public override Task FinishAsync(StoryFolder folder) => Task.CompletedTask;
    }
}
