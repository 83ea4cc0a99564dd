using System.Diagnostics;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Makes an input that breaks a law smaller, as long as it breaks it in the same way.</summary>
internal static class Shrinker
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static byte[] Shrink(byte[] input, Func<byte[], bool> breaks)
    {
        var clock = Stopwatch.StartNew();
        for (var size = Math.Max(1, input.Length / 2); clock.Elapsed < Patience; size /= 2)
        {
            var before = input.Length;
            for (var start = 0; start < input.Length && clock.Elapsed < Patience; )
            {
                byte[] shorter = [.. input.AsSpan(0, start), .. input.AsSpan(Math.Min(input.Length, start + size))];
                if (breaks(shorter))
                {
                    input = shorter;
                }
                else
                {
                    start += size;
                }
            }

            if (size == 1 && input.Length == before)
            {
                break;
            }

            size = size == 1 ? 2 : size;
        }

        return Simplify(input, breaks, clock);
    }

    // What need not be as it is becomes an x.
    private static byte[] Simplify(byte[] input, Func<byte[], bool> breaks, Stopwatch clock)
    {
        for (var index = 0; index < input.Length && clock.Elapsed < Patience; index++)
        {
            byte[] plainer = [.. input];
            plainer[index] = (byte)'x';
            input = input[index] != (byte)'x' && breaks(plainer) ? plainer : input;
        }

        return input;
    }
}
