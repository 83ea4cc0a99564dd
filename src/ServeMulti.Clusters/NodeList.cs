using System.Text.RegularExpressions;

namespace ServeMulti.Clusters;

/// <summary>Reads lists of nodes, such as <c>gpu[07-09,12],login1</c>.</summary>
internal static partial class NodeList
{
    /// <summary>Returns the first node, on which a job's script runs.</summary>
    public static string First(string nodes)
    {
        var match = Head().Match(nodes);
        return match.Success ? match.Groups[1].Value + match.Groups[2].Value + match.Groups[3].Value : nodes.Split(',')[0];
    }

    [GeneratedRegex(@"^([^,\[]*)\[(\d+)[^\]]*\]([^,]*)")]
    private static partial Regex Head();
}
