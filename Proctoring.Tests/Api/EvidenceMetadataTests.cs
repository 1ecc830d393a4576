using System.Net;
using OpenCvSharp;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>A stored evidence picture contains only its pixels.</summary>
public sealed class EvidenceMetadataTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_place_in_the_exif_data_is_not_stored()
    {
        var sent = CraftedPicture.WithSegment(TestFaces.Candidate, 0xE1, CraftedPicture.ExifWithPlace(1));

        var stored = await StoredAsync(sent);

        Assert.Equal(TestFaces.Candidate, stored);
    }

    [Fact]
    public async Task A_turned_photo_is_stored_upright_and_without_its_metadata()
    {
        using var wide = Cv2.ImDecode(TestFaces.Candidate, ImreadModes.Color);
        var sent = CraftedPicture.WithSegment(TestFaces.Candidate, 0xE1, CraftedPicture.ExifWithPlace(6));

        using var stored = Cv2.ImDecode(await StoredAsync(sent), ImreadModes.Color);

        Assert.Equal(new Size(wide.Height, wide.Width), stored.Size());
    }

    [Fact]
    public async Task A_large_photo_is_stored_smaller()
    {
        using var large = new Mat(3000, 4000, MatType.CV_8UC3, new Scalar(30, 60, 90));

        using var stored = Cv2.ImDecode(await StoredAsync(large.ToBytes(".jpg")), ImreadModes.Color);

        Assert.Equal(new Size(1000, 750), stored.Size());
    }

    [Fact]
    public async Task A_text_in_a_png_and_a_second_file_behind_it_are_not_stored()
    {
        var plain = CraftedPicture.Png(64, 64);
        byte[] sent = [.. CraftedPicture.Png(64, 64, CraftedPicture.Chunk("tEXt"u8, "Author\0Ada"u8)), .. "PK a second file"u8];

        Assert.Equal(plain, await StoredAsync(sent));
    }

    async Task<byte[]> StoredAsync(byte[] picture)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync($"user_{Guid.NewGuid():N}");
        var recorded = await api.PostAsync(
            "api/record-violation/",
            new
            {
                exam_id = exam,
                event_type = "copy_attempt",
                image_data = Convert.ToBase64String(picture),
            }
        );
        Assert.Equal(HttpStatusCode.Created, recorded.Status);
        var result = await api.GetAsync($"api/exam-result/{exam}/");
        var link = Assert.Single(result["violations"].EnumerateArray()).GetProperty("evidence_url").GetString()!;
        using var client = fixture.App.CreateClient();
        return await client.GetByteArrayAsync(new Uri(link, UriKind.RelativeOrAbsolute), TestContext.Current.CancellationToken);
    }
}
