using System.Security.Cryptography;
using System.Text;

namespace ServeMulti.Plotting.Export;

/// <summary>Derives file names that are valid on every system from names of figures.</summary>
public static class FigureFileName
{
    private const int MostBytes = 180;
    private const string Forbidden = "<>:\"/\\|?*";

    /// <summary>Returns the file name of a figure, without extension.</summary>
    /// <param name="name">The name of the figure, such as <c>FIGURE-model=a/b</c>.</param>
    /// <returns>
    /// The name with <c>/</c> as <c>_</c>, <c>..</c> as <c>__</c> and other characters that a system forbids as <c>_</c>. A name with such
    /// characters, or a long one, gets <c>~</c> and digits of a hash, so that two figures never share a file.
    /// </returns>
    public static string Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var safe = string.Concat(
                name.Replace('/', '_')
                    .Replace("..", "__", StringComparison.Ordinal)
                    .Select(c => char.IsControl(c) || Forbidden.Contains(c, StringComparison.Ordinal) || char.IsSurrogate(c) ? '_' : c)
            )
            .TrimEnd('.', ' ');
        if (safe == name && Encoding.UTF8.GetByteCount(safe) <= MostBytes)
        {
            return safe;
        }

        safe = safe[..Math.Min(safe.Length, MostBytes)];
        while (Encoding.UTF8.GetByteCount(safe) > MostBytes)
        {
            safe = safe[..^1];
        }

        return $"{safe}~{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8].ToLowerInvariant()}";
    }
}
