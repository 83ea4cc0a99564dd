using System.Globalization;
using System.Text;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>An input of any size: one unit, again and again.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Before">What stands before the units.</param>
/// <param name="Unit">What is repeated; <c>{n}</c> in it is the number of the repetition, <c>{collision}</c> another key of the same
/// hash.</param>
/// <param name="After">What stands behind the units.</param>
internal sealed record LargeInput(string Name, string Before, string Unit, string After = "")
{
    private static readonly Lazy<string[]> Collisions = new(() => [.. HashCollisions.Keys()]);

    /// <summary>Makes the input, of about so many bytes.</summary>
    public byte[] Make(int length)
    {
        var text = new StringBuilder(Before, length + 64);
        for (var number = 0; text.Length < length; number++)
        {
            text.Append(
                Unit.Replace("{n}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                    .Replace("{collision}", number < Collisions.Value.Length ? Collisions.Value[number] : "", StringComparison.Ordinal)
            );
        }

        return FuzzText.ToBytes(text.Append(After).ToString());
    }

    public override string ToString() => Name;
}
