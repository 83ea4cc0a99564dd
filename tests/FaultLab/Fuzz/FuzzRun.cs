using System.Diagnostics;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Tries one target with input after input. The same seed makes the same inputs.</summary>
internal sealed class FuzzRun
{
    private const int LongestInput = 4_096;
    private const int MostKept = 2_000;

    private readonly FuzzTarget _target;
    private readonly int _seed;
    private readonly Mutator _mutator;
    private readonly List<byte[]> _corpus;
    private readonly HashSet<string> _outcomes = [];

    public FuzzRun(FuzzTarget target, int seed)
    {
        _target = target;
        _seed = seed;
        _mutator = new(new Random(seed), target.Words, LongestInput);
        _corpus = [.. target.Seeds.Select(FuzzText.ToBytes)];
    }

    /// <summary>Gets how many inputs were tried.</summary>
    public int Inputs { get; private set; }

    /// <summary>Gets how many different things came of them.</summary>
    public int Outcomes => _outcomes.Count;

    /// <summary>Gets the input that is being tried; null: none. For who watches over the time.</summary>
    public Attempt? Current { get; private set; }

    /// <summary>Tries the seeds, and then what is made of them, until told to stop.</summary>
    /// <returns>The first input that breaks a law; null where none does.</returns>
    public FuzzFailure? Run(Func<FuzzRun, bool> goesOn)
    {
        foreach (var input in _corpus.ToArray())
        {
            if (Try(input) is { } failure)
            {
                return failure;
            }
        }

        while (goesOn(this))
        {
            if (Try(_mutator.Make(_corpus)) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    /// <summary>Tries one input, and does not try to make it smaller.</summary>
    /// <returns>What broke; null where all laws hold.</returns>
    public FuzzFailure? TryOnce(byte[] input) => FindFault(input, out _) is { } fault ? new(_target, _seed, input, fault) : null;

    private FuzzFailure? Try(byte[] input)
    {
        Inputs++;
        if (FindFault(input, out var outcome) is not { } fault)
        {
            if (_corpus.Count < MostKept && _outcomes.Add(outcome))
            {
                _corpus.Add(input);
            }

            return null;
        }

        var smallest = Shrinker.Shrink(input, smaller => FindFault(smaller, out _)?.GetType() == fault.GetType());
        return new(_target, _seed, smallest, FindFault(smallest, out _) ?? fault);
    }

    private Exception? FindFault(byte[] input, out string outcome)
    {
        Current = new(input, Stopwatch.GetTimestamp());
        outcome = "";
        try
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            outcome = _target.Try(input);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var limit = _target.FixedAllocation + ((long)_target.AllocationPerByte * input.Length);
            return allocated <= limit
                ? null
                : new BrokenLawException(
                    $"{input.Length} bytes of input must not make it allocate {allocated} bytes; the limit is {limit}."
                );
        }
#pragma warning disable CA1031 // Whatever leaves a target is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
        finally
        {
            Current = null;
        }
    }

    /// <summary>An input that is being tried.</summary>
    /// <param name="Input">The input.</param>
    /// <param name="Since">The timestamp at which that began.</param>
    internal sealed record Attempt(byte[] Input, long Since);
}
