using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ServeMulti.Processes;

/// <summary>A name that only one child process and its descendants carry, as an environment variable: how they are found again wherever
/// they went.</summary>
/// <remarks>The random part is in the variable's name, not its value, so that a child which starts children of its own keeps our mark
/// beside theirs.</remarks>
internal sealed record ProcessMark
{
    private const string Prefix = "SERVEMULTI_MARK_";
    private const int RandomBytes = 16;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789ABCDEF");

    private ProcessMark(string variable) => Variable = variable;

    /// <summary>Gets the name of the environment variable.</summary>
    public string Variable { get; }

    /// <summary>Gets the entry as it is in a process's environment block.</summary>
    public byte[] Entry => Encoding.ASCII.GetBytes(Variable + "=1");

    public static ProcessMark Create() => new(Prefix + Convert.ToHexString(RandomNumberGenerator.GetBytes(RandomBytes)));

    /// <summary>Reads a mark back; null if the text is none (a short or empty mark would match what is not ours).</summary>
    public static ProcessMark? TryParse(string? variable) =>
        variable is not null
        && variable.Length == Prefix.Length + (2 * RandomBytes)
        && variable.StartsWith(Prefix, StringComparison.Ordinal)
        && variable.AsSpan(Prefix.Length).IndexOfAnyExcept(Digits) < 0
            ? new ProcessMark(variable)
            : null;
}
