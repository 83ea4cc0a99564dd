using System.Text.RegularExpressions;

namespace ServeMulti.Docs;

/// <summary>Keeps the page of the public types in step with the files that list the public API of each package, which the build compares with the code.</summary>
public sealed partial class TypesPageTests
{
    private static readonly string Sources = Path.Combine(RepositoryFolder.Root, "src");

    [Test]
    public void Page_ListsThePublicTypes_AndNoOthers()
    {
        var listed = ReadPage().ToArray();
        var types = ReadApi().ToArray();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(types, Has.Length.GreaterThan(100), "the lists of the public API were read");
            Assert.That(types.Except(listed), Is.Empty, "public types that the page does not list");
            Assert.That(listed.Except(types), Is.Empty, "types of the page that are not public");
            Assert.That(listed, Is.Unique);
        }
    }

    [Test]
    public void Page_IsInTheTableOfContents() =>
        Assert.That(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "toc.yml")), Does.Contain("docs/reference/types.md"));

    /// <summary>Reads the page: a heading per package, one per namespace, and a row per type.</summary>
    private static IEnumerable<string> ReadPage()
    {
        var (package, room) = ("", "");
        foreach (var line in File.ReadLines(Path.Combine(RepositoryFolder.Root, "docs", "reference", "types.md")))
        {
            package = line.StartsWith("## ", StringComparison.Ordinal) ? line[3..] : package;
            room = line.StartsWith("### ", StringComparison.Ordinal) ? line[4..] : room;
            if (Row().Match(line) is { Success: true } row)
            {
                yield return $"{package}: {room}.{row.Groups[1].Value}";
            }
        }
    }

    private static IEnumerable<string> ReadApi() =>
        from folder in Directory.GetDirectories(Sources)
        from state in new[] { "Shipped", "Unshipped" }
        let list = Path.Combine(folder, $"PublicAPI.{state}.txt")
        where File.Exists(list)
        from line in File.ReadLines(list)
        where TypeName().IsMatch(line)
        select $"{Path.GetFileName(folder)}: {line.Split('<')[0]}";

    [GeneratedRegex(@"^\| `(\w+)` \|")]
    private static partial Regex Row();

    /// <summary>A line that is a name alone: members have a parameter list, a type or a value behind it.</summary>
    [GeneratedRegex(@"^ServeMulti(?:\.\w+)+(?:<\w+>)?$")]
    private static partial Regex TypeName();
}
