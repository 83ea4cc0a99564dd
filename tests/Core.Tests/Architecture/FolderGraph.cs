using System.Text.RegularExpressions;

namespace ServeMulti.Architecture;

/// <summary>
/// Which parts of a folder name types of which others. Each subfolder is one part, and so is each file that lies in the folder itself. The
/// names are read from the sources, without comments, texts, the members that a file declares under the name of a type, and the members
/// that it sets. Files of one folder may name each other.
/// </summary>
internal sealed partial class FolderGraph
{
    private readonly Dictionary<string, SortedSet<string>> _named = [];

    public FolderGraph(string folder)
    {
        (string Part, string Text)[] files =
        [
            .. Directory
                .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(path => !IsBuilt(Path.GetRelativePath(folder, path)))
                .Select(path => (PartOf(Path.GetRelativePath(folder, path)), NotCode().Replace(File.ReadAllText(path), " "))),
        ];
        Dictionary<string, string> declared = [];
        foreach ((var part, var text) in files)
        {
            foreach (Match declaration in Declaration().Matches(text))
            {
                declared[declaration.Groups[1].Value] = part;
            }
        }

        foreach ((var part, var text) in files)
        {
            var named = _named.TryGetValue(part, out var known) ? known : _named[part] = [];
            HashSet<string> members = [.. Member().Matches(text).Select(member => member.Groups[1].Value)];
            named.UnionWith(
                Word()
                    .Matches(text)
                    .Where(word => !members.Contains(word.Value))
                    .Select(word => declared.GetValueOrDefault(word.Value, part))
                    .Where(other => other != part)
            );
        }
    }

    /// <summary>Returns the subfolders that reach themselves over other parts.</summary>
    public IEnumerable<string> FindCircles() =>
        _named
            .Keys.Where(part => !part.EndsWith(".cs", StringComparison.Ordinal) && Reach(part).Contains(part))
            .Select(part => $"{part} names {string.Join(", ", _named[part].Where(other => Reach(other).Contains(part)))}");

    private HashSet<string> Reach(string part)
    {
        HashSet<string> reached = [];
        Stack<string> open = new(_named[part]);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var other in _named[next])
                {
                    open.Push(other);
                }
            }
        }

        return reached;
    }

    private static bool IsBuilt(string path) => path.Split(Path.DirectorySeparatorChar) is ["bin" or "obj", ..];

    /// <summary>The folder that a file lies in, or the file itself where it lies in the outermost one.</summary>
    private static string PartOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : path;

    [GeneratedRegex("""//[^\n]*|"(?:\\.|[^"\\\n])*"|^using .*$""", RegexOptions.Multiline)]
    private static partial Regex NotCode();

    [GeneratedRegex(
        @"^(?:public|internal)\s+(?:static |sealed |abstract |partial |readonly |ref |unsafe )*(?:class|struct|interface|enum|record(?: struct)?)\s+([A-Z]\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    [GeneratedRegex(
        @"^ +public (?:const |static |partial |required )*(?<type>[\w?]+) (?!\k<type>\b)([A-Z]\w+)(?= =|\(| => | \{)",
        RegexOptions.Multiline
    )]
    private static partial Regex Member();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w+\b(?!\s*=[^=>])")]
    private static partial Regex Word();
}
