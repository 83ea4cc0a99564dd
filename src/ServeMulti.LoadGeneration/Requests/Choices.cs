using System.Numerics;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>A set of choices of an answer, by their index. Immutable.</summary>
/// <remarks>Indexes from 64 on share places with those below: servers do not generate so many choices at once.</remarks>
internal readonly record struct Choices
{
    private readonly ulong _bits;

    private Choices(ulong bits) => _bits = bits;

    public bool IsEmpty => _bits == 0;

    public int Count => BitOperations.PopCount(_bits);

    public Choices With(int index) => new(_bits | (1UL << (index & 63)));

    public Choices With(Choices others) => new(_bits | others._bits);

    public Choices Without(Choices others) => new(_bits & ~others._bits);
}
