using System.Text.RegularExpressions;

namespace ServeMulti;

/// <summary>Holds the source to the floors of the house: a room uses rooms of lower floors only, so there is no circle.</summary>
public sealed partial class RoomsTests
{
    private static readonly string[][] Floors =
    [
        ["Parameters", "Statistics"],
        ["Processes"],
        ["Launching", "Benchmarking"],
        ["Results", "Sla", "LoadGeneration"],
        ["Sweeping"],
    ];

    private static readonly string Source = Path.Combine(Docs.RepositoryFolder.Root, "src", "ServeMulti.Core");

    [Test]
    public void Rooms_AllFolders_StandOnAFloor() =>
        Assert.That(Directory.GetDirectories(Source).Select(Path.GetFileName), Is.EquivalentTo(Floors.SelectMany(floor => floor)));

    [Test]
    public void Rooms_Usings_LeadDownwardsOnly()
    {
        var upwards =
            from room in Floors.SelectMany((floor, height) => floor.Select(name => (Name: name, Height: height)))
            from file in Directory.EnumerateFiles(Path.Combine(Source, room.Name), "*.cs", SearchOption.AllDirectories)
            from Match match in UsingPattern().Matches(File.ReadAllText(file))
            let used = match.Groups["room"].Value
            where used != room.Name && HeightOf(used) >= room.Height
            select $"{Path.GetRelativePath(Source, file)} uses {used}";

        Assert.That(upwards, Is.Empty);
    }

    [TestCase("MathNet", "Statistics")]
    [TestCase(@"new Process\b|Process\.Start|ProcessStartInfo", "Processes")]
    [TestCase("CsvHelper", "Results")]
    public void Library_OfOneRoom_IsNamedThereOnly(string pattern, string room)
    {
        var files = Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Where(file => Regex.IsMatch(File.ReadAllText(file), pattern))
            .Select(file => Path.GetRelativePath(Source, file).Split(Path.DirectorySeparatorChar)[0]);

        Assert.That(files.Distinct(), Is.EqualTo(new[] { room }));
    }

    [GeneratedRegex(@"^using (static )?ServeMulti\.(?<room>[A-Za-z]+)", RegexOptions.Multiline)]
    private static partial Regex UsingPattern();

    private static int HeightOf(string room) => Array.FindIndex(Floors, floor => floor.Contains(room));
}
