using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Objects;

/// <summary>The effort of object detection.</summary>
internal enum ObjectEffort
{
    /// <summary>Runs the first detector on the whole picture.</summary>
    Cheap,

    /// <summary>Runs all detectors, the first one also on parts of the picture, and a second pass on possible phones.</summary>
    Full,
}

/// <summary>The detectors of objects, loaded once. Thread-safe.</summary>
/// <param name="first">The quick detector, which also counts people and reads parts.</param>
/// <param name="others">Further detectors for the whole picture.</param>
internal sealed class ObjectReader(IObjectDetector first, params IReadOnlyList<IObjectDetector> others) : IDisposable
{
    /// <summary>Persons with at least this score count in a cheap pass (docs/decisions/0007-objects.md, Persons).</summary>
    public const float PersonThreshold = 0.35f;

    /// <summary>Persons with at least this score count in a full pass (docs/decisions/0007-objects.md, Persons).</summary>
    public const float FusedPersonThreshold = 0.55f;

    /// <summary>Objects with at least this score in a full pass are suspect (docs/decisions/0007-objects.md, Second look).</summary>
    public const float SuspectThreshold = 0.45f;

    /// <summary>
    /// Objects with at least this score in a full pass are strongly suspect (docs/decisions/0007-objects.md, Second look).
    /// </summary>
    public const float StrongThreshold = 0.50f;

    /// <summary>Phones with at least this fused score get a second pass (docs/decisions/0007-objects.md, Second look).</summary>
    public const float SecondLookFrom = 0.20f;

    /// <summary>The weight of the second pass (docs/decisions/0007-objects.md, Second look).</summary>
    const float SecondLookWeight = 0.6f;

    /// <summary>The number of phones that get a second pass.</summary>
    const int SecondLooks = 2;

    /// <inheritdoc cref="SeenObject.SmallestPerson"/>
    public const float SmallestPerson = SeenObject.SmallestPerson;

    // The sides of the squares of the second pass, in sides of the box (docs/decisions/0007-objects.md).
    static readonly float[] Squares = [2.5f, 4];

    /// <summary>Loads the restored models, all or none.</summary>
    /// <param name="models">The folder of models.</param>
    /// <param name="loadMore">Loads the operator's own detector; null, or a result of null, if there is none.</param>
    /// <exception cref="ModelMissingException">A model is not restored, or is damaged.</exception>
    public static ObjectReader Load(ModelStore models, Func<IObjectDetector?>? loadMore = null)
    {
        var detectors = AllOrNone
            .Create<IDisposable>([
                () => new SsdDetector(models.Open("cocossd-10-int8")),
                () => new NanoDetDetector(models.Open("nanodet-int8")),
                () => (IDisposable?)loadMore?.Invoke() ?? Nothing.Instance,
            ])
            .OfType<IObjectDetector>()
            .ToList();
        return new ObjectReader(detectors[0], detectors[1..]);
    }

    /// <summary>Runs every detector once.</summary>
    public void WarmUp(Mat picture) => Read(picture, ObjectEffort.Full);

    /// <summary>Finds objects.</summary>
    /// <param name="picture">8 bits, BGR, any size.</param>
    /// <param name="effort">The effort.</param>
    /// <param name="quick">The result of a quick pass on the same picture, which is then reused; null if there was none.</param>
    /// <param name="face">The candidate's face, whose colour distinguishes hands from phones; null if there is none.</param>
    public ObjectsRead Read(Mat picture, ObjectEffort effort, ObjectsRead? quick = null, Rect2f? face = null)
    {
        var seen = quick?.Seen ?? first.Detect(picture);
        if (effort == ObjectEffort.Cheap)
        {
            List<ReadObject> things = [.. WithoutHands(seen, picture, face).Select(f => Describe(f, picture, twice: false))];
            return new ObjectsRead(things, People(things, PersonThreshold), first.Name) { Seen = seen };
        }

        var fused = ObjectFusion.Fuse([seen, .. Parts(seen, picture), .. others.Select(detector => detector.Detect(picture))]);
        fused = WithoutHands(fused, picture, face);
        var phones = fused.Where(f => f.Class == ObjectClasses.Phone && f.Score >= SecondLookFrom).Take(SecondLooks).ToHashSet();
        var described = fused
            .Select(f => phones.Contains(f) ? Describe(LookAgain(f, picture), picture, twice: true) : Describe(f, picture, twice: false))
            .ToList();
        return new ObjectsRead(
            [.. described.OrderByDescending(t => t.Score)],
            People(described, FusedPersonThreshold),
            string.Join(" + ", others.Prepend(first).Select(detector => detector.Name))
        );
    }

    public void Dispose()
    {
        first.Dispose();
        foreach (var detector in others)
            detector.Dispose();
    }

    /// <summary>Removes phones that have the colour of the candidate's face and nothing else.</summary>
    static IReadOnlyList<DetectedObject> WithoutHands(IReadOnlyList<DetectedObject> found, Mat picture, Rect2f? face)
    {
        bool MayBeHand(DetectedObject thing) => thing.Class == ObjectClasses.Phone && thing.Score >= SecondLookFrom;
        if (face is not { } own || !found.Any(MayBeHand) || SkinColour.Of(picture, own) is not { } skin)
            return found;
        return [.. found.Where(thing => !MayBeHand(thing) || !skin.Covers(picture, thing.Box))];
    }

    /// <summary>Crops reveal phones that are small in the whole picture. They show only pieces of people and books.</summary>
    IEnumerable<IReadOnlyList<DetectedObject>> Parts(IReadOnlyList<DetectedObject> seen, Mat picture) =>
        new[] { ObjectPasses.Person(seen, picture.Size()), ObjectPasses.Lower(picture.Size()) }
            .OfType<Rect>()
            .Select(part => ObjectPasses.Detect(first, picture, part))
            .Select(found => found.Where(f => f.Class is not (ObjectClasses.Person or ObjectClasses.Book)).ToList());

    static int People(IEnumerable<ReadObject> found, float threshold) =>
        found.Count(f => f.Class == ObjectClasses.Person && f.Score >= threshold && f.LargeEnough);

    DetectedObject LookAgain(DetectedObject thing, Mat picture)
    {
        var again =
            Squares
                .SelectMany(times => ObjectPasses.Detect(first, picture, ObjectPasses.Around(thing.Box, times, picture.Size())))
                .Where(f => f.Class == thing.Class && Overlap.Of(f.Box, thing.Box) >= ObjectFusion.SameThing)
                .Max(f => (float?)f.Score)
            ?? 0;
        return thing with { Score = ObjectFusion.Either(thing.Score, SecondLookWeight * again) };
    }

    /// <summary>Takes the place of a missing detector.</summary>
    sealed class Nothing : IDisposable
    {
        public static Nothing Instance { get; } = new();

        public void Dispose() { }
    }

    static ReadObject Describe(DetectedObject found, Mat picture, bool twice) =>
        new(found.Class, found.Score, FrameReader.BoxOf(found.Box, picture.Size()), twice);
}

/// <summary>The objects of one picture.</summary>
/// <param name="Objects">The objects with at least the score <see cref="IObjectDetector.Floor"/>, highest first.</param>
/// <param name="PersonCount">The number of people, without those far away.</param>
/// <param name="Model">The detectors with their versions.</param>
internal sealed record ObjectsRead(IReadOnlyList<ReadObject> Objects, int PersonCount, string Model)
{
    /// <summary>The result of the first detector on the whole picture; null after a full pass.</summary>
    public IReadOnlyList<DetectedObject>? Seen { get; init; }
}

/// <summary>One object of a picture.</summary>
/// <param name="Class">One of <see cref="ObjectClasses"/>.</param>
/// <param name="Score">The fused score of the detectors, 0–1.</param>
/// <param name="Where">Its box in the picture.</param>
/// <param name="LookedTwice">True if a second pass changed its score.</param>
internal sealed record ReadObject(string Class, float Score, Box Where, bool LookedTwice)
{
    /// <summary>False if it is too small to count as a person in the room.</summary>
    public bool LargeEnough => Where.Width * Where.Height >= ObjectReader.SmallestPerson;

    /// <summary>Whether it is an animal, which no rule forbids.</summary>
    public bool IsAnimal => ObjectClasses.Animals.Contains(Class);

    /// <summary>The object as a fact about the frame.</summary>
    public SeenObject Seen => new(Class, Where, Score);
}
