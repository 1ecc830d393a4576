using Microsoft.Extensions.Logging;
using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Real frames become facts, and what nobody could see stays unknown.</summary>
public sealed class FrameReaderTests
{
    readonly FaceMemory memory = new();
    readonly CountingLogger log = new();
    DateTime now = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);
    long number;

    async Task<Observation> ReadAsync(Mat picture)
    {
        var reading = new FrameReader(await TestPictures.FacesAsync(), log).Read(TestPictures.Jpeg(picture), now += TimeSpan.FromSeconds(0.5), ++number, memory);
        Assert.Null(reading.Refusal);
        return reading.Observation!;
    }

    [Fact]
    public async Task A_frame_becomes_facts()
    {
        using var candidate = TestPictures.Candidate();
        var seen = await ReadAsync(candidate);
        Assert.Equal((now, 1L), (seen.At, seen.Frame));
        Assert.False(seen.Picture!.Blocked);
        var face = Assert.Single(seen.Faces!);
        Assert.InRange(face.Confidence, 0.9f, 1);
        Assert.Equal(0.36f, face.Where.X, 0.03f);
        Assert.Equal(0.3f, face.Where.Width, 0.03f);
        Assert.InRange(seen.BestFaceScore!.Value, 0.9f, 1);
        Assert.Equal("ultraface 0.0.1", seen.FaceModel);
        Assert.Null(seen.Identity); // there is no reference
    }

    [Fact]
    public async Task The_right_person_is_recognised_after_three_frames_and_another_shows_soon()
    {
        using var candidate = TestPictures.Candidate();
        using var stranger = TestPictures.Stranger();
        memory.Reference = new ReferenceFaceReader(await TestPictures.FacesAsync()).Read(TestPictures.Jpeg(candidate, 90)).Embedding;
        Assert.NotNull(memory.Reference);

        var own = new List<IdentityCheck?>();
        for (var i = 0; i < 8; i++) own.Add((await ReadAsync(candidate)).Identity);
        Assert.Equal([null, null, true], own.Take(3).Select(c => c!.Same));
        Assert.InRange(own[2]!.Similarity, 0.8f, 1);
        Assert.Equal("mobilefacenet 1.0.24", own[2]!.Model);

        var other = new List<bool?>();
        for (var i = 0; i < 8; i++) other.Add((await ReadAsync(stranger)).Identity?.Same);
        Assert.DoesNotContain(true, other);
        Assert.Contains(false, other);

        var back = new List<bool?>();
        for (var i = 0; i < 4; i++) back.Add((await ReadAsync(candidate)).Identity?.Same);
        Assert.DoesNotContain(false, back);
        Assert.Contains(true, back);
    }

    [Fact]
    public async Task Two_people_are_two_faces_and_nobody_is_compared()
    {
        using var candidate = TestPictures.Candidate();
        using var stranger = TestPictures.Stranger();
        using var both = TestPictures.Beside(candidate, stranger);
        memory.Reference = new FaceEmbedding(Vectors.Unit(0), null);
        var seen = await ReadAsync(both);
        Assert.Equal(2, seen.Faces!.Count);
        Assert.Null(seen.Identity);
    }

    [Fact]
    public async Task An_empty_room_has_no_face_and_a_covered_lens_has_no_answer()
    {
        using var room = TestPictures.Room();
        Assert.Empty((await ReadAsync(room)).Faces!);
        using var blank = TestPictures.Blank();
        var covered = await ReadAsync(blank);
        Assert.True(covered.Picture!.Blocked);
        Assert.Null(covered.Faces);
        Assert.Null(covered.Identity);
    }

    [Fact]
    public async Task A_face_in_the_dark_is_seen_and_so_the_camera_is_not_blocked()
    {
        using var candidate = TestPictures.Candidate();
        using var dark = new Mat();
        candidate.ConvertTo(dark, MatType.CV_8UC3, 0.06);
        Assert.True(PictureStatistics.Read(dark).Blocked);
        var seen = await ReadAsync(dark);
        Assert.Single(seen.Faces!);
        Assert.False(seen.Picture!.Blocked);
    }

    [Fact]
    public async Task A_face_turned_away_is_a_face_but_is_not_compared()
    {
        // The third woman of the picture looks far to the side.
        using var picture = TestPictures.Pixels("sample2.jpg");
        using var part = new Mat(picture, new Rect(150, 40, 640, 480));
        memory.Reference = new FaceEmbedding(Vectors.Unit(0), null);
        var seen = await ReadAsync(part);
        Assert.Single(seen.Faces!);
        Assert.Null(seen.Identity);
    }

    [Fact]
    public async Task Bad_bytes_are_refused()
    {
        var reader = new FrameReader(await TestPictures.FacesAsync(), log);
        Assert.Equal(PictureRefusal.NotAnImage, reader.Read([1, 2, 3], now, 1, memory).Refusal);
        Assert.Equal(PictureRefusal.TooManyPixels, reader.Read(Crafted.Jpeg(9000, 9000), now, 2, memory).Refusal);
        Assert.Null(reader.Read(Crafted.Jpeg(640, 480), now, 3, memory).Observation);
    }

    [Fact]
    public void A_model_that_fails_leaves_the_fact_unknown_and_is_logged_once()
    {
        // Without any model every look for faces fails.
        var reader = new FrameReader(new FaceReader(null!, null!, null!), log);
        using var candidate = TestPictures.Candidate();
        for (var i = 0; i < 3; i++)
        {
            var reading = reader.Read(TestPictures.Jpeg(candidate), now, i, memory);
            Assert.NotNull(reading.Observation!.Picture);
            Assert.Null(reading.Observation.Faces);
        }

        Assert.Equal(1, log.Warnings);
    }

    sealed class CountingLogger : ILogger<FrameReader>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings += logLevel == Microsoft.Extensions.Logging.LogLevel.Warning ? 1 : 0;
    }
}
