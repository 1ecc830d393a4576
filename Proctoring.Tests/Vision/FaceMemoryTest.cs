using Proctoring.Core.Observations;
using Proctoring.Core.Vision;

namespace Proctoring.Tests.Vision;

/// <summary>The memory of one face, with frames half a second apart.</summary>
public abstract class FaceMemoryTest
{
    private protected static readonly Box Middle = new(0.4f, 0.3f, 0.2f, 0.3f);
    private protected static readonly FaceEmbedding Reference = new(Vectors.Unit(0), null);

    private protected readonly FaceMemory memory = new(Reference);
    private protected DateTime now = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);

    private protected IdentityCheck? Frame(float similarity, int axis = 1, Box? place = null, double seconds = 0.5)
    {
        now += TimeSpan.FromSeconds(seconds);
        return memory.Saw([place ?? Middle], now)
            ? memory.Compare(new FaceEmbedding(Vectors.Like(similarity, axis), null), now, "MobileFaceNet")
            : null;
    }
}
