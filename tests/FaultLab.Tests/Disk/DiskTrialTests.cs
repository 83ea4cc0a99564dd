namespace ServeMulti.FaultLab.Disk;

/// <summary>The quick slice of the trial <c>disk</c>: of every story each fault, spread over its steps.</summary>
[TestFixture]
public sealed class DiskTrialTests
{
    private static IEnumerable<DiskStory> Stories => DiskStory.All;

    [TestCaseSource(nameof(Stories))]
    public async Task Play_FaultsSpreadOverTheSteps_LawHolds(object story)
    {
        using var output = new StringWriter();
        Assert.That(
            await DiskTrial.RunAsync(every: 41, story.ToString()!, output, CancellationToken.None),
            Is.EqualTo(TrialOutcome.Held),
            output.ToString()
        );
    }

    [Test]
    public async Task Play_FolderIsMovedAndTheDiskSaysItWasNot_IsTakenForNoObstacle()
    {
        using var template = new StoryFolder();
        var attempt = await DiskAttempt.PrepareAsync(new ChangedSweepStory(), template);
        var moves = Enumerable
            .Range(0, attempt.Steps.Count)
            .Where(step =>
                attempt.Steps[step] is { Operation: FileOperation.Move } move
                && Path.GetFileName(move.Path).StartsWith("SERVE", StringComparison.Ordinal)
            )
            .ToList();
        Assert.That(moves, Has.Count.EqualTo(4));
        foreach (var step in moves)
        {
            Assert.That(await attempt.PlayAsync(Fault("EIO"), step, FaultCourse.OnceHalfDone), Is.Empty);
        }
    }

    [Test]
    public async Task Play_LawThatDoesNotHold_IsSeen()
    {
        using var template = new StoryFolder();
        var attempt = await DiskAttempt.PrepareAsync(new ForgetfulStory(), template);
        var found = await attempt.PlayAsync(Fault("EIO"), attempt.StepsOf(Fault("EIO")).Last(), FaultCourse.Once);
        Assert.That(
            found,
            Has.Some.StartsWith("ended with InvalidDataException")
                .And.Some.StartsWith("lost or changed: e/SERVE-a=1-BENCH-b=1/run=0.json")
                .And.Some.StartsWith("executed again: ")
        );
    }

    private static DiskFault Fault(string name) => DiskFault.All.Single(fault => fault.Name == name);

    /// <summary>Does everything that a host must not do.</summary>
    private sealed class ForgetfulStory : DiskStory
    {
        private readonly NewSweepStory _sweep = new();

        public override string Name => "forgetful";

        public override Task PrepareAsync(StoryFolder folder) => _sweep.FinishAsync(folder);

        public override async Task PlayAsync(StoryFolder folder, Results.Folder.IFileSystem files)
        {
            try
            {
                files.FolderExists(folder.Experiment);
            }
            catch (IOException)
            {
                File.Delete(folder.At(StoryFolder.Name, "SERVE-a=1-BENCH-b=1", "run=0.json"));
                throw new InvalidDataException("unclear");
            }
        }

        public override async Task FinishAsync(StoryFolder folder)
        {
            await _sweep.FinishAsync(folder);
            folder.Executed.AddRange(folder.FindFinished().Values);
        }
    }
}
