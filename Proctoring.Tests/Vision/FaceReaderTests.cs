using OpenCvSharp;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Faces are found at their places, and nowhere else.</summary>
public sealed class FaceReaderTests
{
    static async Task<FacesRead> ReadAsync(Mat picture) => (await TestPictures.FacesAsync()).ReadFaces(picture);

    [Fact]
    public async Task The_portrait_has_its_face_in_its_place()
    {
        using var picture = TestPictures.Pixels("astronaut.png");
        var read = await ReadAsync(picture);
        var face = Assert.Single(read.Faces);
        Assert.Equal("ultraface 0.0.1", read.Model);
        Assert.InRange(read.BestScore, 0.99f, 1);
        Assert.Equal(180, face.Box.X, 4f);
        Assert.Equal(65, face.Box.Y, 4f);
        Assert.Equal(87, face.Box.Width, 4f);
        Assert.Equal(109, face.Box.Height, 4f);
        Assert.InRange(face.Mesh.Presence, 0.99f, 1);
        Assert.InRange(face.Mesh.Yaw * 180 / MathF.PI, -6, 6);
        Assert.True(face.Comparable);
    }

    [Fact]
    public async Task The_mesh_lies_on_the_eyes()
    {
        using var picture = TestPictures.Pixels("astronaut.png");
        var mesh = (await ReadAsync(picture)).Faces[0].Mesh;
        Assert.Equal(468, mesh.Points.Length);
        Assert.Equal(203.4f, mesh.LeftEye.X, 3f);
        Assert.Equal(102.3f, mesh.LeftEye.Y, 3f);
        Assert.Equal(246.7f, mesh.RightEye.X, 3f);
        Assert.Equal(104.6f, mesh.RightEye.Y, 3f);
    }

    [Fact]
    public async Task An_empty_picture_has_no_face()
    {
        using var blank = TestPictures.Blank();
        var read = await ReadAsync(blank);
        Assert.Empty(read.Faces);
        Assert.InRange(read.BestScore, 0, 0.3f);
    }

    [Theory]
    [InlineData("coffee.png", 0)]
    [InlineData("chelsea.png", 0)] // a cat, which the first detector takes for a face
    [InlineData("astronaut.png", 1)]
    [InlineData("sample1.jpg", 3)]
    [InlineData("sample2.jpg", 3)]
    [InlineData("sample3.jpg", 3)]
    [InlineData("sample4.jpg", 4)]
    [InlineData("sample5.jpg", 5)]
    [InlineData("sample6.jpg", 4)]
    public async Task Faces_are_counted(string name, int count)
    {
        using var picture = TestPictures.Pixels(name);
        var read = await ReadAsync(picture);
        Assert.Equal(count, read.Faces.Count);
        Assert.Equal(read.Faces.OrderByDescending(f => f.Box.Width * f.Box.Height), read.Faces);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-45)]
    [InlineData(60)]
    [InlineData(90)]
    public async Task A_tilted_head_is_found_and_levelled(double degrees)
    {
        using var upright = TestPictures.Candidate();
        using var turn = Cv2.GetRotationMatrix2D(new Point2f(320, 240), degrees, 1);
        using var tilted = new Mat();
        Cv2.WarpAffine(upright, tilted, turn, upright.Size());
        var faces = await TestPictures.FacesAsync();
        var (before, after) = (faces.ReadFaces(upright).Faces[0], Assert.Single(faces.ReadFaces(tilted).Faces));
        Assert.Equal((before.Mesh.Roll * 180 / MathF.PI) - degrees, after.Mesh.Roll * 180 / MathF.PI, 10.0);
        Assert.InRange(IdentityZones.Default.Similarity(faces.Embed(upright, before), faces.Embed(tilted, after)), 0.85f, 1);
    }

    [Fact]
    public async Task A_face_that_fills_the_picture_is_found()
    {
        using var candidate = TestPictures.Candidate();
        using var tight = new Mat(candidate, new Rect(245, 145, 150, 190));
        Assert.Single((await ReadAsync(tight)).Faces);
    }

    [Fact]
    public async Task One_person_is_similar_in_all_light_and_another_is_not()
    {
        var faces = await TestPictures.FacesAsync();
        using var candidate = TestPictures.Candidate();
        using var stranger = TestPictures.Stranger();
        var (own, other) = (Embed(candidate), Embed(stranger));
        Assert.InRange(IdentityZones.Default.Similarity(own, other), -1, 0.3f);
        foreach (var light in new[] { 0.2, 0.5, 1.4 })
        {
            using var lit = new Mat();
            candidate.ConvertTo(lit, MatType.CV_8UC3, light);
            using var small = lit.Resize(new Size(320, 240));
            Assert.InRange(IdentityZones.Default.Similarity(own, Embed(small)), 0.7f, 1);
        }

        FaceEmbedding Embed(Mat picture) => faces.Embed(picture, Assert.Single(faces.ReadFaces(picture).Faces));
    }

    [Fact]
    public async Task Embeddings_do_not_change()
    {
        // Stored references must stay comparable: numbers recorded when the chain was built. dlib's were checked against dlib itself.
        var faces = await TestPictures.FacesAsync();
        using var picture = TestPictures.Pixels("astronaut.png");
        var embedding = faces.Embed(picture, faces.ReadFaces(picture).Faces[0]);
        Assert.Equal(1, embedding.MobileFaceNet!.Sum(x => (double)x * x), 1e-4);
        AssertClose([0.0129f, 0.0008f, 0.0022f, 0.0043f, -0.0114f, -0.0594f, 0.0306f, -0.0692f], embedding.MobileFaceNet!, 0.01f);
        AssertClose([-0.0638f, 0.0191f, 0.0166f, -0.0638f, -0.1566f, -0.0206f, -0.0368f, -0.1276f], embedding.Dlib!, 0.01f);
    }

    static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }

    [Fact]
    public async Task Many_threads_read_the_same()
    {
        var faces = await TestPictures.FacesAsync();
        using var picture = TestPictures.Pixels("sample3.jpg");
        var alone = faces.ReadFaces(picture).Faces.Select(f => f.Box).ToList();
        Parallel.For(0, 8, _ => Assert.Equal(alone, faces.ReadFaces(picture).Faces.Select(f => f.Box)));
    }
}
