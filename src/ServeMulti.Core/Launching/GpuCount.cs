using System.Globalization;

namespace ServeMulti.Launching;

/// <summary>Counts the GPUs of a server command by the options that multiply them.</summary>
internal static class GpuCount
{
    public static int? Find(IReadOnlyList<string> arguments, ServerProfile profile)
    {
        if (profile.GpuOptions.Count == 0 || profile.UnknownGpuOptions.Any(Has))
        {
            return null;
        }

        var count = 1L;
        foreach (var option in profile.GpuOptions.Where(option => option.UnlessOption is not { } other || !Has(other)))
        {
            var (found, value) = CommandOptions.FindLast(arguments, option.Spellings);
            if (found is null)
            {
                continue;
            }

            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var factor) || factor < 1)
            {
                return null;
            }

            count *= factor;
            if (count > int.MaxValue)
            {
                return null;
            }
        }

        return (int)count;

        bool Has(string option) => CommandOptions.FindLast(arguments, [option]).Option is not null;
    }
}
