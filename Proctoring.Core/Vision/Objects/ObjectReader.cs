using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Objects;

/// <summary>How hard to look for things.</summary>
internal enum ObjectEffort
{
    /// <summary>The first detector on the whole picture.</summary>
    Cheap,

    /// <summary>All detectors, the first one on parts of the picture too, and a second look at what may be a phone.</summary>
    Full,
}

/// <summary>All models that look for things, loaded once; thread-safe.</summary>
/// <param name="first">The quick detector, which also counts people and looks at parts.</param>
/// <param name="others">Further opinions on the whole picture.</param>
internal sealed class ObjectReader(IObjectDetector first, params IReadOnlyList<IObjectDetector> others) : IDisposable
{
    /// <summary>The score of a cheap reading from which a person counts: the middle of where the detector counts best (models.md, Part 2, section 5).</summary>
    public const float PersonThreshold = 0.35f;

    /// <summary>The score of a full reading from which a person counts; chosen on one half of the labelled photographs (decisions/0007-objects.md).</summary>
    public const float FusedPersonThreshold = 0.55f;

    /// <summary>The score of a full reading from which something is suspect (models.md, Part 6).</summary>
    public const float SuspectThreshold = 0.45f;

    /// <summary>The score of a full reading from which something is strongly suspect (models.md, Part 6).</summary>
    public const float StrongThreshold = 0.50f;

    /// <summary>The fused score from which a second look at a phone is worth its time (models.md, Part 6).</summary>
    public const float SecondLookFrom = 0.20f;

    /// <summary>How much of what the second look sees is believed (models.md, Part 6).</summary>
    const float SecondLookWeight = 0.6f;

    /// <summary>How many phones get a second look.</summary>
    const int SecondLooks = 2;

    /// <summary>People smaller than this share of the picture are posters and screens more often than people in the room.</summary>
    public const float SmallestPerson = 0.01f;

    // The sides of the squares of the second look, in sides of the box.
    static readonly float[] Squares = [2.5f, 4];

    /// <summary>Loads the restored models, all or none.</summary>
    /// <param name="models">The folder of models.</param>
    /// <param name="loadMore">Loads the operator's own detector; null, or a result of null, if there is none.</param>
    /// <exception cref="ModelMissingException">A model is not restored, or is damaged.</exception>
    public static ObjectReader Load(ModelStore models, Func<IObjectDetector?>? loadMore = null)
    {
        var detectors = AllOrNone.Create<IDisposable>(
        [
            () => new SsdDetector(models.Open("cocossd")),
            () => new NanoDetDetector(models.Open("nanodet")),
            () => (IDisposable?)loadMore?.Invoke() ?? Nothing.Instance,
        ]).OfType<IObjectDetector>().ToList();
        return new ObjectReader(detectors[0], detectors[1..]);
    }

    /// <summary>Runs every detector once.</summary>
    public void WarmUp(Mat picture) => Read(picture, ObjectEffort.Full);

    /// <summary>Looks for things.</summary>
    /// <param name="picture">8 bits, BGR, any size.</param>
    /// <param name="effort">How hard to look.</param>
    /// <param name="quick">What a quick look at the same picture saw, which then need not be had again; null where there was none.</param>
    public ObjectsRead Read(Mat picture, ObjectEffort effort, ObjectsRead? quick = null)
    {
        var seen = quick?.Seen ?? first.Detect(picture);
        if (effort == ObjectEffort.Cheap)
        {
            List<ReadObject> things = [.. seen.Select(f => Told(f, picture, twice: false))];
            return new ObjectsRead(things, People(things, PersonThreshold), first.Name) { Seen = seen };
        }

        var fused = ObjectFusion.Fuse([seen, .. Parts(seen, picture), .. others.Select(detector => detector.Detect(picture))]);
        var phones = fused.Where(f => f.Class == ObjectClasses.Phone && f.Score >= SecondLookFrom).Take(SecondLooks).ToHashSet();
        var told = fused.Select(f => phones.Contains(f) ? Told(LookAgain(f, picture), picture, twice: true) : Told(f, picture, twice: false)).ToList();
        return new ObjectsRead(
            [.. told.OrderByDescending(t => t.Score)],
            People(told, FusedPersonThreshold),
            string.Join(" + ", others.Prepend(first).Select(detector => detector.Name)));
    }

    public void Dispose()
    {
        first.Dispose();
        foreach (var detector in others) detector.Dispose();
    }

    /// <summary>The crops find phones that are small in the whole picture; of people and books they only see pieces.</summary>
    IEnumerable<IReadOnlyList<DetectedObject>> Parts(IReadOnlyList<DetectedObject> seen, Mat picture) =>
        new[] { ObjectPasses.Person(seen, picture.Size()), ObjectPasses.Lower(picture.Size()) }
            .OfType<Rect>()
            .Select(part => ObjectPasses.Detect(first, picture, part))
            .Select(found => found.Where(f => f.Class is not (ObjectClasses.Person or ObjectClasses.Book)).ToList());

    static int People(IEnumerable<ReadObject> found, float threshold) => found.Count(f => f.Class == ObjectClasses.Person && f.Score >= threshold && f.LargeEnough);

    DetectedObject LookAgain(DetectedObject thing, Mat picture)
    {
        var again = Squares
            .SelectMany(times => ObjectPasses.Detect(first, picture, ObjectPasses.Around(thing.Box, times, picture.Size())))
            .Where(f => f.Class == thing.Class && Overlap.Of(f.Box, thing.Box) >= ObjectFusion.SameThing)
            .Max(f => (float?)f.Score) ?? 0;
        return thing with { Score = ObjectFusion.Either(thing.Score, SecondLookWeight * again) };
    }

    /// <summary>Stands for a detector that there is not.</summary>
    sealed class Nothing : IDisposable
    {
        public static Nothing Instance { get; } = new();

        public void Dispose()
        {
        }
    }

    static ReadObject Told(DetectedObject found, Mat picture, bool twice) =>
        new(found.Class, found.Score, FrameReader.BoxOf(found.Box, picture.Size()), twice);
}

/// <summary>The things of one picture.</summary>
/// <param name="Objects">The things, surest first, from <see cref="IObjectDetector.Floor"/> on.</param>
/// <param name="PersonCount">How many people are in view, those far away not counted.</param>
/// <param name="Model">Who looked, with versions.</param>
internal sealed record ObjectsRead(IReadOnlyList<ReadObject> Objects, int PersonCount, string Model)
{
    /// <summary>What the first detector saw in the whole picture; null after a thorough look.</summary>
    public IReadOnlyList<DetectedObject>? Seen { get; init; }
}

/// <summary>One thing of a picture.</summary>
/// <param name="Class">One of <see cref="ObjectClasses"/>.</param>
/// <param name="Score">How sure the detectors are together, 0–1.</param>
/// <param name="Where">Its box in the picture.</param>
/// <param name="LookedTwice">True where its score has had a second look.</param>
internal sealed record ReadObject(string Class, float Score, Box Where, bool LookedTwice)
{
    /// <summary>False where it would be too small to count as a person in the room.</summary>
    public bool LargeEnough => Where.Width * Where.Height >= ObjectReader.SmallestPerson;

    /// <summary>The same as a fact about the frame.</summary>
    public SeenObject Seen => new(Class, Where, Score);
}
