using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Objects;

namespace Proctoring.Tools.Evaluation;

/// <summary>Compares detected boxes with labelled boxes by the size of the objects.</summary>
internal static class BoxMeasure
{
    /// <summary>A detected box that overlaps a labelled one at least this much is that object.</summary>
    const float SameThing = 0.5f;

    /// <summary>COCO's size classes: an object belongs to the first class whose area in pixels it stays below.</summary>
    static readonly (string Name, double Below)[] Sizes = [("small", 32 * 32), ("medium", 96 * 96), ("large", double.PositiveInfinity)];

    /// <summary>
    /// Sums the pictures whose labels have boxes by size and class. Omits a class that is neither labelled nor found in a size.
    /// </summary>
    public static Dictionary<string, IReadOnlyDictionary<string, SizeResult>> BySize(IReadOnlyList<MeasuredObjects> images)
    {
        var boxes = images.SelectMany(Compare).ToLookup(box => (box.Size, box.Class));
        return Sizes
            .Select(size => size.Name)
            .ToDictionary(
                size => size,
                size =>
                    (IReadOnlyDictionary<string, SizeResult>)
                        ObjectClasses
                            .All.Where(name => boxes.Contains((size, name)))
                            .ToDictionary(name => name, name => Of([.. boxes[(size, name)]]))
            )
            .Where(size => size.Value.Count > 0)
            .ToDictionary();
    }

    static SizeResult Of(List<ComparedBox> boxes)
    {
        var (labelled, detected) = (boxes.FindAll(box => box.Labelled), boxes.FindAll(box => !box.Labelled));
        return new SizeResult(
            labelled.Count,
            ObjectMeasure.Rate(labelled.Count(box => box.Met), labelled.Count),
            detected.Count,
            ObjectMeasure.Rate(detected.Count(box => box.Met), detected.Count)
        );
    }

    /// <summary>Pairs the boxes of one picture, highest score first, each with the free labelled box that it overlaps most.</summary>
    static List<ComparedBox> Compare(MeasuredObjects image)
    {
        if (image.Label.Boxes is not { } labelled)
            return [];
        var (free, compared) = (labelled.ToList(), new List<ComparedBox>());
        var counted =
            image.Read?.Objects.Where(thing =>
                image.Label.Shows(thing.Class) is not null
                && thing.Score >= MeasuredObjects.ThresholdOf(thing.Class)
                && (thing.Class != ObjectClasses.Person || thing.LargeEnough)
            )
            ?? [];
        foreach (var thing in counted.OrderByDescending(thing => thing.Score))
        {
            var same = free.Where(box => box.Class == thing.Class && Overlap.Of(box.Where, thing.Where) >= SameThing)
                .MaxBy(box => Overlap.Of(box.Where, thing.Where));
            if (same is not null)
                free.Remove(same);
            compared.Add(new ComparedBox(thing.Class, SizeOf(thing.Where, image.Label.PixelCount), Labelled: false, Met: same is not null));
        }

        return
        [
            .. compared,
            .. labelled.Select(box => new ComparedBox(
                box.Class,
                SizeOf(box.Where, image.Label.PixelCount),
                Labelled: true,
                Met: !free.Contains(box)
            )),
        ];
    }

    static string SizeOf(Box box, double pixels) => Sizes.First(size => box.Width * box.Height * pixels < size.Below).Name;

    sealed record ComparedBox(string Class, string Size, bool Labelled, bool Met);
}
