using System.Text.RegularExpressions;
using ServeMulti.Docs;

namespace ServeMulti.Architecture;

/// <summary>Keeps the rooms of Core apart: arrows point downwards only.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Core = Path.Combine(RepositoryFolder.Root, "src", "ServeMulti.Core");

    /// <summary>What each room may name. A room that is not here has no place yet.</summary>
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Native"] = [],
        ["Files"] = ["Native"],
        ["Parameters"] = ["Files"],
        ["Statistics"] = [],
        ["Processes"] = ["Native", "Files", "Parameters"],
        ["Hosts"] = ["Files", "Parameters", "Processes"],
        ["Launching"] = ["Native", "Parameters", "Processes", "Statistics"],
        ["Benchmarking"] = ["Native", "Files", "Parameters", "Processes", "Statistics"],
        ["Cases"] = ["Parameters"],
        ["Results"] = ["Native", "Files", "Parameters", "Statistics", "Launching", "Benchmarking", "Cases", "Sla"],
        ["Sla"] = ["Files", "Parameters", "Statistics", "Launching", "Benchmarking"],
        ["Comparing"] = ["Parameters", "Statistics", "Benchmarking", "Cases", "Results", "Sla"],
        ["Sweeping"] =
        [
            "Parameters",
            "Processes",
            "Statistics",
            "Hosts",
            "Launching",
            "Benchmarking",
            "Cases",
            "Results",
            "Sla",
            "Comparing",
        ],
    };

    private static IEnumerable<string> Rooms =>
        Directory.GetDirectories(Core).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"));

    [TestCaseSource(nameof(Rooms))]
    public void Room_NamesOtherRooms_OnlyBelowIt(string room)
    {
        var named = Sources(room)
            .SelectMany(source => RoomName().Matches(source.Text).Select(match => (source.Name, Room: match.Groups[1].Value)));

        Assert.That(Below, Contains.Key(room));
        Assert.That(named.Where(use => use.Room != room && Below.ContainsKey(use.Room) && !Below[room].Contains(use.Room)), Is.Empty);
    }

    [Test]
    public void SystemProcesses_AreStarted_InProcessesAlone() => Assert.That(FilesOutside("Processes", ProcessStart()), Is.Empty);

    [Test]
    public void LibC_IsImported_InNativeAlone() => Assert.That(FilesOutside("Native", Import()), Is.Empty);

    /// <summary>What is at a path may be a pipe or a device, and what is written over may be somebody's: one room knows, everywhere in
    /// src.</summary>
    [Test]
    public void Files_AreOpened_InFilesAlone()
    {
        var sources = Directory
            .EnumerateFiles(Path.Combine(RepositoryFolder.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(RepositoryFolder.Root, path).Replace('\\', '/'), Text: File.ReadAllText(path)))
            .ToList();

        Assert.That(
            sources
                .Where(source => Opening().IsMatch(source.Text))
                .Select(source => Path.GetDirectoryName(source.Name)!.Replace('\\', '/'))
                .Distinct(),
            Is.EqualTo(["src/ServeMulti.Core/Files"])
        );
    }

    [TestCase("ServeMulti.Cli")]
    [TestCase("ServeMulti.Clusters")]
    [TestCase("ServeMulti.Core/Results")]
    [TestCase("ServeMulti.Core/Sla")]
    [TestCase("ServeMulti.Core/Sweeping")]
    [TestCase("ServeMulti.LoadGeneration")]
    [TestCase("ServeMulti.Plotting")]
    [TestCase("ServeMulti.SimulatedServer")]
    [TestCase("ServeMulti.Testing")]
    public void Parts_OfARoom_FormNoCircle(string folder) =>
        Assert.That(new FolderGraph(Path.Combine(RepositoryFolder.Root, "src", folder)).FindCircles(), Is.Empty);

    [Test]
    public void MathNet_IsNamed_InStatisticsAlone() => Assert.That(FilesOutside("Statistics", MathNet()), Is.Empty);

    private static IEnumerable<string> FilesOutside(string room, Regex pattern) =>
        Rooms.Where(other => other != room).SelectMany(Sources).Where(source => pattern.IsMatch(source.Text)).Select(source => source.Name);

    private static IEnumerable<(string Name, string Text)> Sources(string room) =>
        Directory
            .EnumerateFiles(Path.Combine(Core, room), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(Core, path), File.ReadAllText(path)));

    [GeneratedRegex(@"\bServeMulti\.([A-Z]\w+)")]
    private static partial Regex RoomName();

    [GeneratedRegex(@"\bProcess\.Start\(|\bnew Process\b|\bProcessStartInfo\b")]
    private static partial Regex ProcessStart();

    [GeneratedRegex(@"\b(?:Dll|Library)Import\(")]
    private static partial Regex Import();

    [GeneratedRegex(
        @"\bFile\.(?:Open\w*|Create|CreateText|Read\w+|Write\w+|Append\w+|Copy|Replace)\(|\bnew FileStream\(|\bFileStream\b[^;{}]*=>?\s*new\(|\bnew Stream(?:Reader|Writer)\(\s*""|\bnew Stream(?:Reader|Writer)\(\s*\w*[pP]ath|\bnew FileInfo\([^)]*\)\.(?:Open|Create|Append)|\bMemoryMappedFile\b"
    )]
    private static partial Regex Opening();

    [GeneratedRegex(@"\bMathNet\b")]
    private static partial Regex MathNet();
}
