using OpenCvSharp;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Tools.Evaluation;

/// <summary>A photo from a phone is measured like a small picture.</summary>
public sealed class SetMeasureTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sets-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_picture_of_27_megapixels_is_decoded_at_a_reduced_size_and_its_face_is_found()
    {
        using var candidate = TestPictures.Candidate();
        using var large = candidate.Resize(new Size(6000, 4500));
        var cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "large.jpg"), TestPictures.Jpeg(large), cancellation);
        var labels = Path.Combine(folder.FullName, LabelFile.Name);
        await File.WriteAllTextAsync(labels, """{"images": [{"file": "large.jpg", "faces": 1}]}""", cancellation);
        var objects = await TestPictures.ObjectsAsync();

        using (var decoded = SetMeasure.Decode(folder.FullName, "large.jpg"))
        {
            Assert.Equal(new Size(1500, 1125), decoded!.Pixels!.Size());
            Assert.True(1500 * 1125 < PictureLimits.Photo.DecodedPixels);
        }

        var measure = new SetMeasure(await TestPictures.FacesAsync(), () => objects, () => throw new InvalidOperationException());
        var result = Assert.IsType<FacesResult>(measure.Measure(labels, "large"));
        Assert.Equal((1, 1, 0), (result.ExactImages, result.Found, result.False));
        Assert.Empty(result.Unreadable);
    }
}
