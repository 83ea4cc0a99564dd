using System.Text.RegularExpressions;
using ServeMulti.Comparing;
using ServeMulti.Results;

namespace ServeMulti.Docs;

/// <summary>Keeps <c>docs/how-to/compare-builds.md</c> true: its program is compiled here, and its output is what it prints.</summary>
public sealed partial class CompareBuildsGuideTests
{
    [Test]
    public async Task Program_OnThePage_IsTheOneHereAndPrintsWhatThePageShows()
    {
        using var before = new StoreFolder();
        using var after = new StoreFolder();
        await SaveAsync(before, new SimulatedBuild(1) { Cases = 2 });
        await SaveAsync(after, new SimulatedBuild(2) { Cases = 2, Slowdown = 1.1 });
        var (baselineFolder, currentFolder) = (before.Path, after.Path);

        // As the guide shows it.
        var comparison = await ExperimentComparison.OfAsync(
            await StoredExperiment.ReadAsync(baselineFolder),
            await StoredExperiment.ReadAsync(currentFolder)
        );
        Console.WriteLine(comparison.Describe());

        var guide = (await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "docs/how-to/compare-builds.md"))).ReplaceLineEndings("\n");
        var source = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "tests/Core.Tests/Docs/CompareBuildsGuideTests.cs"));
        Assert.Multiple(() =>
        {
            Assert.That(
                Indentation().Replace(source.ReplaceLineEndings("\n"), ""),
                Does.Contain(Indentation().Replace(Program().Match(guide).Groups[1].Value, ""))
            );
            Assert.That(Output().Match(guide).Groups[1].Value.TrimEnd(), Is.EqualTo(comparison.Describe().ReplaceLineEndings("\n")));
        });
    }

    private static async Task SaveAsync(StoreFolder folder, SimulatedBuild build)
    {
        var runs = build.Measure();
        await using var session = await folder
            .New()
            .OpenAsync(new Experiment { Cases = [.. runs.Select(run => run.Case).Distinct()], RunsPerCase = build.Runs });
        foreach (var run in runs)
        {
            await session.SaveRunAsync(run);
        }
    }

    [GeneratedRegex("^```csharp\n(.+?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Program();

    [GeneratedRegex("^```text\n(.+?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Output();

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex Indentation();
}
