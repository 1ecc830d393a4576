using OpenCvSharp;
using Proctoring.Core.Vision.Objects;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision.Objects;

/// <summary>Tests the results of the restored detectors, and the reader's effort.</summary>
public sealed class ObjectReaderTests
{
    [Theory]
    [InlineData(ObjectEffort.Cheap)]
    [InlineData(ObjectEffort.Full)]
    internal async Task A_blank_picture_shows_nothing(ObjectEffort effort)
    {
        var reader = await TestPictures.ObjectsAsync();
        foreach (var grey in new[] { 0, 127, 255 })
        {
            using var blank = new Mat(480, 640, MatType.CV_8UC3, Scalar.All(grey));
            var read = reader.Read(blank, effort);
            Assert.Equal(0, read.PersonCount);
            Assert.DoesNotContain(read.Objects, o => o.Score >= ObjectReader.SecondLookFrom);
        }
    }

    [Theory]
    [InlineData(ObjectEffort.Cheap)]
    [InlineData(ObjectEffort.Full)]
    internal async Task People_are_counted(ObjectEffort effort)
    {
        var reader = await TestPictures.ObjectsAsync();
        using var candidate = TestPictures.Candidate();
        using var room = TestPictures.Room();
        using var both = Cv2.ImDecode(TestFaces.Both, ImreadModes.Color);

        Assert.Equal(
            (1, 0, 2),
            (reader.Read(candidate, effort).PersonCount, reader.Read(room, effort).PersonCount, reader.Read(both, effort).PersonCount)
        );
    }

    [Fact]
    public async Task A_found_object_is_inside_the_picture_and_names_its_detectors()
    {
        using var candidate = TestPictures.Candidate();
        var read = (await TestPictures.ObjectsAsync()).Read(candidate, ObjectEffort.Full);

        Assert.Equal("cocossd 1.0.6 + nanodet 3.0.4", read.Model);
        var person = read.Objects[0].Seen;
        Assert.Equal(ObjectClasses.Person, person.Class);
        Assert.All(
            read.Objects,
            o =>
                Assert.True(
                    o.Where.X >= 0 && o.Where.Y >= 0 && o.Where.X + o.Where.Width <= 1.0001f && o.Where.Y + o.Where.Height <= 1.0001f
                )
        );
    }

    [Fact]
    public void A_weak_phone_gets_a_second_pass_and_a_book_does_not()
    {
        var near = new Scripted(new Rect2f(100, 100, 40, 40));
        using var reader = new ObjectReader(near);
        using var picture = new Mat(480, 640, MatType.CV_8UC3, Scalar.Black);

        var cheap = reader.Read(picture, ObjectEffort.Cheap);
        Assert.Equal((1, 0.25f, false), (near.Runs, cheap.Objects[0].Score, cheap.Objects[0].LookedTwice));

        var full = reader.Read(picture, ObjectEffort.Full);
        // The whole picture, the lower part (there is no person), and two squares.
        Assert.Equal(1 + 4, near.Runs);
        Assert.Equal((ObjectClasses.Phone, true), (full.Objects[0].Class, full.Objects[0].LookedTwice));
        // Six tenths of the second pass's 0.8 count.
        Assert.Equal(1 - 0.75f * (1 - 0.6f * 0.8f), full.Objects[0].Score, 1e-5f);
        Assert.Equal((ObjectClasses.Book, 0.2f, false), (full.Objects[1].Class, full.Objects[1].Score, full.Objects[1].LookedTwice));

        // After a quick pass on the same picture the whole picture is not read again, and the result is the same.
        Assert.Equal(full.Objects, reader.Read(picture, ObjectEffort.Full, cheap).Objects);
        Assert.Equal(1 + 4 + 3, near.Runs);
    }

    /// <summary>Detects a phone weakly in the whole picture and strongly in squares of 100 and 160 pixels around it; and a book.</summary>
    sealed class Scripted(Rect2f phone) : IObjectDetector
    {
        public string Name => "scripted 1";

        public int Runs { get; private set; }

        public IReadOnlyList<DetectedObject> Detect(Mat picture)
        {
            Runs++;
            return picture.Width switch
            {
                640 when picture.Height == 480 =>
                [
                    new(ObjectClasses.Phone, phone, 0.25f),
                    new(ObjectClasses.Book, new Rect2f(300, 300, 90, 90), 0.2f),
                ],
                100 => [new(ObjectClasses.Phone, new Rect2f(30, 30, 40, 40), 0.8f)],
                160 => [new(ObjectClasses.Phone, new Rect2f(60, 60, 40, 40), 0.5f)],
                _ => [],
            };
        }

        public void Dispose() { }
    }
}
