using Proctoring.Core;
using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>MobileFaceNet alone decides, in three zones; vectors of another system never do.</summary>
public sealed class IdentityZonesTests
{
    static readonly IdentityZones Zones = IdentityZones.Default;
    static readonly FaceEmbedding Reference = new(Vectors.Unit(0), Vectors.Dlib(0));

    [Theory]
    [InlineData(0.57f, 1, "Same")]
    [InlineData(0.55f, 1, "Unsure")]
    [InlineData(0.37f, 1, "Unsure")]
    [InlineData(0.35f, 1, "Different")]
    [InlineData(0.57f, 2, "Same")]
    [InlineData(0.63f, 3, "Same")]
    [InlineData(0.61f, 3, "Unsure")]
    [InlineData(0.51f, 4, "Unsure")]
    [InlineData(0.49f, 3, "Different")]
    public void The_zone_follows_from_the_similarity_and_the_days_of_the_reference(float similarity, int days, string zone)
    {
        // dlib's vector says the opposite each time; it has no say.
        var face = new FaceEmbedding(Vectors.Like(similarity), Vectors.Dlib(similarity > 0.5f ? 2 : 0));
        Assert.Equal(zone, Zones.ZoneOf(face, Reference with { Days = days }).ToString());
        Assert.Equal(similarity, Zones.Similarity(face, Reference), 1e-4f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.4f)]
    [InlineData(2f)]
    public void A_reference_of_another_system_is_always_unsure(float distance)
    {
        var stored = new FaceEmbedding(null, Vectors.Dlib(0));
        Assert.Equal(IdentityZone.Unsure, Zones.ZoneOf(new FaceEmbedding(Vectors.Unit(5), Vectors.Dlib(distance)), stored));
        Assert.Equal(
            IdentityZone.Unsure,
            Zones.ZoneOf(new FaceEmbedding(Vectors.Unit(5), Vectors.Dlib(distance)), stored with { Days = 3 })
        );
    }

    [Fact]
    public void Without_a_vector_in_common_there_is_no_similarity_and_no_decision()
    {
        var (one, other) = (new FaceEmbedding(Vectors.Unit(0), null), new FaceEmbedding(null, Vectors.Dlib(0)));
        Assert.True(float.IsNaN(Zones.Similarity(one, other)));
        Assert.Equal(IdentityZone.Unsure, Zones.ZoneOf(one, other));
    }

    [Fact]
    public void A_site_sets_its_own_limits()
    {
        var own = IdentityZones.Of(new IdentityOptions { SameFrom = 0.7, DifferentBelow = 0.2 });
        Assert.Equal(IdentityZone.Unsure, own.ZoneOf(new FaceEmbedding(Vectors.Like(0.65f), null), Reference));
        Assert.Equal(IdentityZone.Unsure, own.ZoneOf(new FaceEmbedding(Vectors.Like(0.25f), null), Reference));
    }
}
