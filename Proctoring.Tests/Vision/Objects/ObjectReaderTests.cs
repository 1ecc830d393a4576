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
        using var stranger = TestPictures.Stranger();
        using var two = TestPictures.Beside(candidate, stranger);
        using var close = Cv2.ImDecode(TestFaces.Both, ImreadModes.Color);

        Assert.Equal(
            (1, 0, 2),
            (reader.Read(candidate, effort).PersonCount, reader.Read(room, effort).PersonCount, reader.Read(two, effort).PersonCount)
        );
        // A box across the seam of two large faces also counts. What matters is that there is more than one person.
        Assert.InRange(reader.Read(close, effort).PersonCount, 2, 3);
    }

    [Fact]
    public async Task A_face_in_a_cat_is_no_persons_face()
    {
        using var cat = TestPictures.Pixels("chelsea.png");
        var things = (await TestPictures.ObjectsAsync()).Read(cat, ObjectEffort.Cheap).Objects;
        Assert.Contains(things, thing => thing is { Class: "cat", Score: >= ObjectMemory.LeastAnimal });
        var face = new Proctoring.Core.Observations.Box(0.3f, 0.2f, 0.35f, 0.5f);
        Assert.True(ObjectMemory.IsAnimal(face, things));

        // A person who holds the animal keeps the face in the upper part of the own body.
        ReadObject holder = new(ObjectClasses.Person, 0.9f, new Proctoring.Core.Observations.Box(0.1f, 0.1f, 0.8f, 0.9f), false);
        Assert.False(ObjectMemory.IsAnimal(face with { Height = 0.3f }, [holder, .. things]));
        Assert.True(ObjectMemory.IsAnimal(new Proctoring.Core.Observations.Box(0.3f, 0.6f, 0.3f, 0.3f), [holder, .. things]));
    }

    [Fact]
    public void Hands_of_the_colour_of_the_face_are_no_phone()
    {
        // One skin for face and hands, with the grain of a camera; a dark phone of the same size beside them.
        using var scene = new Mat(480, 640, MatType.CV_8UC3, new Scalar(200, 190, 180));
        Cv2.Rectangle(scene, new Rect(260, 60, 120, 160), new Scalar(120, 150, 200), -1);
        Cv2.Rectangle(scene, new Rect(280, 240, 90, 90), new Scalar(105, 135, 185), -1);
        Cv2.Rectangle(scene, new Rect(100, 240, 90, 90), new Scalar(40, 35, 30), -1);
        using var noise = new Mat(scene.Size(), scene.Type());
        Cv2.Randn(noise, Scalar.All(8), Scalar.All(4));
        Cv2.Add(scene, noise, scene);
        var face = new Rect2f(260, 60, 120, 160);

        var skin = SkinColour.Of(scene, face)!;
        Assert.True(skin.Covers(scene, new Rect2f(285, 245, 80, 80)));
        Assert.False(skin.Covers(scene, new Rect2f(105, 245, 80, 80)));
        // Half a hand is not a hand.
        Assert.False(skin.Covers(scene, new Rect2f(285, 290, 80, 80)));

        using var hands = new ObjectReader(new One(new Rect2f(285, 245, 80, 80)));
        Assert.Empty(hands.Read(scene, ObjectEffort.Full, face: face).Objects);
        Assert.Single(hands.Read(scene, ObjectEffort.Full).Objects, thing => thing.Class == ObjectClasses.Phone);
        using var phone = new ObjectReader(new One(new Rect2f(105, 245, 80, 80)));
        Assert.Single(phone.Read(scene, ObjectEffort.Full, face: face).Objects);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_colours_or_with_a_phone_before_the_face_no_phone_is_taken_for_a_hand(bool covered)
    {
        using var scene = new Mat(480, 640, MatType.CV_8UC3, new Scalar(200, 190, 180));
        Cv2.Rectangle(scene, new Rect(260, 60, 120, 160), new Scalar(120, 150, 200), -1);
        var phone = covered ? new Rect(320, 65, 50, 150) : new Rect(100, 240, 60, 90);
        Cv2.Rectangle(scene, phone, new Scalar(140, 140, 140), -1);
        if (!covered)
        {
            using var grey = new Mat();
            Cv2.CvtColor(scene, grey, ColorConversionCodes.BGR2GRAY);
            Cv2.CvtColor(grey, scene, ColorConversionCodes.GRAY2BGR);
        }

        var face = new Rect2f(260, 60, 120, 160);
        Assert.Null(SkinColour.Of(scene, face));
        using var reader = new ObjectReader(new One(new Rect2f(phone.X, phone.Y, phone.Width, phone.Height)));
        Assert.Single(reader.Read(scene, ObjectEffort.Full, face: face).Objects, thing => thing.Class == ObjectClasses.Phone);
    }

    [Fact]
    public void In_weak_light_hands_are_told_from_grey_phones_although_the_colours_of_the_face_reach_to_grey()
    {
        using var scene = new Mat(480, 640, MatType.CV_8UC3, new Scalar(20, 20, 20));
        Cv2.Rectangle(scene, new Rect(260, 60, 120, 160), new Scalar(30, 34, 40), -1);
        Cv2.Rectangle(scene, new Rect(280, 240, 90, 90), new Scalar(27, 31, 36), -1);
        Cv2.Rectangle(scene, new Rect(100, 240, 90, 90), new Scalar(34, 34, 34), -1);
        using var noise = new Mat(scene.Size(), scene.Type());
        Cv2.Randn(noise, Scalar.All(3), Scalar.All(1));
        Cv2.Add(scene, noise, scene);
        var face = new Rect2f(260, 60, 120, 160);
        Rect2f hand = new(285, 245, 80, 80);
        Rect2f grey = new(105, 245, 80, 80);

        var skin = SkinColour.Of(scene, face)!;
        Assert.True(skin.Covers(scene, hand));
        Assert.False(skin.Covers(scene, grey));
        using var hands = new ObjectReader(new One(hand));
        Assert.Empty(hands.Read(scene, ObjectEffort.Full, face: face).Objects);
        using var phone = new ObjectReader(new One(grey));
        Assert.Single(phone.Read(scene, ObjectEffort.Full, face: face).Objects);

        // Half of the face is behind a grey phone, whose colour must not become that of the skin.
        Cv2.Rectangle(scene, new Rect(320, 65, 50, 150), new Scalar(37, 37, 37), -1);
        Assert.Null(SkinColour.Of(scene, face));
    }

    /// <summary>Detects one phone in the whole picture only.</summary>
    sealed class One(Rect2f where) : IObjectDetector
    {
        public string Name => "scripted 1";

        public IReadOnlyList<DetectedObject> Detect(Mat picture) =>
            picture.Width == 640 && picture.Height == 480 ? [new DetectedObject(ObjectClasses.Phone, where, 0.6f)] : [];

        public void Dispose() { }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_screen_around_a_face_is_known_unless_the_person_stands_before_it(bool shown)
    {
        var memory = new ObjectMemory();
        var at = new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);
        var face = new Proctoring.Core.Observations.Box(0.45f, 0.3f, 0.1f, 0.15f);
        Assert.Null(memory.OnScreen(face, at));

        ReadObject screen = new("tv", 0.6f, new Proctoring.Core.Observations.Box(0.2f, 0.1f, 0.6f, 0.5f), false);
        ReadObject person = new("person", 0.9f, new Proctoring.Core.Observations.Box(0.35f, 0.25f, 0.3f, shown ? 0.35f : 0.75f), false);
        memory.Saw(new ObjectsRead([screen, person], 1, "scripted 1"), at);

        Assert.Equal(shown, memory.OnScreen(face, at.AddSeconds(2)));
        Assert.False(memory.OnScreen(face with { X = 0.85f }, at.AddSeconds(2)));
        Assert.Null(memory.OnScreen(face, at.AddMinutes(1)));
    }

    [Fact]
    public async Task A_found_object_is_inside_the_picture_and_names_its_detectors()
    {
        using var candidate = TestPictures.Candidate();
        var read = (await TestPictures.ObjectsAsync()).Read(candidate, ObjectEffort.Full);

        Assert.Equal("cocossd-10-int8 1.0.6 + nanodet-int8 3.0.4", read.Model);
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
