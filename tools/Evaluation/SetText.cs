using System.Globalization;

namespace Proctoring.Tools.Evaluation;

/// <summary>Writes the result of a set as text.</summary>
internal static class SetText
{
    /// <summary>The first line has the summary, the lines below it the details.</summary>
    public static string Describe(SetResult result) =>
        result switch
        {
            VerificationResult v => string.Create(
                CultureInfo.InvariantCulture,
                $"{v.Path,-24} verification  {v.Pairs} pairs, {v.Scored} scored: AUC {v.Auc:0.0000}, EER {v.Eer:0.0000}, TAR at "
                    + $"FAR 1 % {v.TarAtFar1:0.000}, at 0.1 % {v.TarAtFar01:0.000}; at {v.Threshold}: accuracy "
                    + $"{v.AccuracyAtThreshold:0.0000}, FAR {v.FarAtThreshold:0.0000}"
            )
                + Zones("one person", v.OfOne)
                + Zones("two people", v.OfTwo)
                + Below(
                    v.ByLight,
                    light =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{light.Pairs} pairs, {light.Scored} scored: TAR {light.Tar:0.000}, FAR {light.Far:0.000}"
                        )
                )
                + (v.Halves is { } halves ? Describe("", halves) : "")
                + Named("unreadable", v.Unreadable),
            FacesResult f => string.Create(
                CultureInfo.InvariantCulture,
                $"{f.Path,-24} faces         {f.Images} images, {f.ExactImages} exact; {f.Faces} faces, {f.Found} found, {f.False} false"
            )
                + Below(
                    f.ByHalf.Concat(f.ByLight),
                    some =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{some.Images} images, {some.ExactImages} exact; {some.Faces} faces, {some.Found} found, {some.False} false"
                        )
                )
                + Named("inexact", f.Inexact)
                + Named("unreadable", f.Unreadable),
            ObjectsResult o => string.Create(
                CultureInfo.InvariantCulture,
                $"{o.Path,-24} objects       {o.Images} images at {o.Threshold}: people counted exactly "
                    + $"{o.PersonCountExact:0.000}, of one {o.OnePersonExact:0.000}, of one near and others far "
                    + $"{o.OneNearPersonExact:0.000}"
            )
                + Table("", o.Class)
                + string.Concat(o.BySet.Concat(o.ByLight).Select(set => Table(set.Key, set.Value)))
                + Table("2 of 3 made", o.TwoOfThreeSynthetic)
                + string.Concat(
                    o.BySize.SelectMany(size =>
                        size.Value.Select(c =>
                            Row(
                                size.Key,
                                c.Key,
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{c.Value.Labelled,4} labelled: recall {c.Value.Recall:0.000}; {c.Value.Detected} found: "
                                        + $"precision {c.Value.Precision:0.000}"
                                )
                            )
                        )
                    )
                )
                + string.Concat(o.Halves.Select(half => Describe(half.Key, half.Value)))
                + Describe("count", o.PersonHalves)
                + Named("wrong", o.Wrong)
                + Named("unreadable", o.Unreadable),
            PoseResult p => string.Create(
                CultureInfo.InvariantCulture,
                $"{p.Path,-24} pose          {p.Images} images, {p.Scored} scored: mean error yaw {p.YawMae:0.0}, pitch "
                    + $"{p.PitchMae:0.0}, roll {p.RollMae:0.0} degrees"
            )
                + Below(
                    p.ByHalf.Concat(p.ByTurn).Concat(p.ByLight),
                    some =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{some.Images} images, {some.Scored} scored: yaw {some.YawMae:0.0}, pitch {some.PitchMae:0.0}, roll "
                                + $"{some.RollMae:0.0}"
                        )
                )
                + Named("unreadable", p.Unreadable),
            LivenessResult l => string.Create(
                CultureInfo.InvariantCulture,
                $"{l.Path,-24} liveness      {l.Images} images at {l.Threshold}: APCER {l.Apcer:0.000} (pictures of faces "
                    + $"accepted), BPCER {l.Bpcer:0.000} (living people refused)"
            ) + Named("unreadable", l.Unreadable),
            ClipsResult c => string.Create(
                CultureInfo.InvariantCulture,
                $"{c.Path,-24} clips         {c.Clips} clips, {c.Hours * 60:0.0} minutes: {c.HighPerHour:0.0} high, "
                    + $"{c.MediumPerHour:0.0} medium and {c.LowPerHour:0.0} low violations an hour"
            )
                + Below(
                    c.ByClip,
                    clip =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{clip.Seconds:0.0} s: {clip.High} high, {clip.Medium} medium, {clip.Low} low"
                        )
                )
                + Named(
                    "flagged",
                    [
                        .. c.Flagged.Select(f =>
                            string.Create(CultureInfo.InvariantCulture, $"{f.File} at {f.AtSecond:0.0} s {f.Type} ({f.Detail})")
                        ),
                    ]
                )
                + Named("unreadable", c.Unreadable),
            UnsupportedResult u => $"{u.Path,-24} unsupported   {u.Reason}",
            _ => result.ToString(),
        };

    static string Zones(string what, ZoneShares? zones) =>
        zones is null
            ? ""
            : Row(
                "zones",
                what,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"same {zones.Same:0.000}, unsure {zones.Unsure:0.000}, different {zones.Different:0.000}"
                )
            );

    static string Describe(string what, HalvesResult halves) =>
        Row(
            "halves",
            what,
            string.Create(CultureInfo.InvariantCulture, $"{halves.InB} of half B at {halves.Threshold:0.00}: {Rates(halves.BAtThreshold)}")
                + (
                    halves.BAtThresholdOfA is { } own
                        ? string.Create(
                            CultureInfo.InvariantCulture,
                            $"; at {halves.ThresholdOfA:0.000}, best on {halves.InA} of half A: {Rates(own)}"
                        )
                        : ""
                )
        );

    static string Rates(IReadOnlyDictionary<string, double?> rates) =>
        string.Join(
            ", ",
            rates.Select(rate => string.Create(CultureInfo.InvariantCulture, $"{rate.Key.Replace('_', ' ')} {rate.Value:0.000}"))
        );

    static string Table(string set, IReadOnlyDictionary<string, ClassResult> classes) =>
        string.Concat(
            classes.Select(c =>
                Row(
                    set,
                    c.Key,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{c.Value.Images,4} images, {c.Value.Positives,3} with one: recall {c.Value.Recall:0.000}, precision "
                            + $"{c.Value.Precision:0.000}"
                    )
                )
            )
        );

    static string Below<T>(IEnumerable<KeyValuePair<string, T>> groups, Func<T, string> describe) =>
        string.Concat(groups.Select(group => Row(group.Key, "", describe(group.Value))));

    static string Row(string group, string name, string text) => Environment.NewLine + $"{"",-24}   {group,-12}{name,-12}{text}";

    static string Named(string what, IReadOnlyList<string> names) =>
        names.Count == 0 ? "" : $"{Environment.NewLine}{"",-24}   {names.Count} {what}: {string.Join(", ", names)}";
}
