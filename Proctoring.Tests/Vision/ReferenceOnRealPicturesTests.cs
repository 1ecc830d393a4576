using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>People who look into the camera are accepted as a reference, and nothing else is.</summary>
public sealed class ReferenceOnRealPicturesTests : IDisposable
{
    readonly FaceReader faces = FaceReader.Load(new ModelStore(TestFolders.Models, ModelManifest.BuiltIn()));

    public void Dispose() => faces.Dispose();

    [Fact]
    public void Objects_are_not_accepted_as_a_reference()
    {
        var pictures = Directory.GetFiles(Folder("empty", "img"), "*.jpg");

        Assert.DoesNotContain(pictures, Taken);
    }

    [Fact]
    public void The_checks_are_not_so_strict_that_faces_are_missed()
    {
        // Crops of 250 pixels from the news; many are refused for being turned or soft, but each shows a face.
        var pictures = Directory.GetFiles(Folder("verification", "lfw10"), "*.jpg", SearchOption.AllDirectories);

        var refusals = Array.ConvertAll(pictures, picture => Read(picture).Refusal);
        Assert.InRange(refusals.Count(refusal => refusal == ReferenceRefusal.NoFace) / (double)pictures.Length, 0, 0.03);
        Assert.DoesNotContain(ReferenceRefusal.Masked, refusals);
        Assert.DoesNotContain(ReferenceRefusal.DarkGlasses, refusals);
    }

    [Fact]
    public void A_cup_on_a_saucer_is_refused_and_the_candidate_is_accepted()
    {
        var reader = new ReferenceFaceReader(faces);

        Assert.Equal(ReferenceRefusal.NoFace, reader.Read(TestPictures.Slot, TestFaces.Empty, PictureLimits.Photo).Refusal);
        Assert.Null(reader.Read(TestPictures.Slot, TestFaces.Candidate, PictureLimits.Photo).Refusal);
        Assert.Null(reader.Read(TestPictures.Slot, TestFaces.Stranger, PictureLimits.Photo).Refusal);
    }

    bool Taken(string picture) => Read(picture).Embedding is not null;

    ReferenceReading Read(string picture) =>
        new ReferenceFaceReader(faces).Read(TestPictures.Slot, File.ReadAllBytes(picture), PictureLimits.Photo);

    static string Folder(params string[] parts)
    {
        var folder = Path.Combine([TestFolders.EvaluationData, .. parts]);
        if (!Directory.Exists(folder))
            Assert.Skip($"There are no labelled pictures at {folder}.");
        return folder;
    }
}
