using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a second person whose face is not visible.</summary>
public sealed class MultiplePersonsRule : ViolationRule
{
    public MultiplePersonsRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(3);
        MinimumFrames = 3;
        Misses = 1;
        EndAfter = TimeSpan.FromSeconds(5);
    }

    public override ViolationKind Kind { get; } =
        new(
            "multiple_persons",
            "Another person in view",
            Exams.Severity.High,
            "The detector counted more than one person, but at most one face. It may be a person who is turned away, "
                + "or a picture on the wall.",
            "We can see another person. Please make sure that you are alone in the room."
        );

    public override bool KeepsPicture => true;

    public override Finding? Judge(Observation observation)
    {
        if (observation is not { Persons: { } persons, Faces: { } faces })
            return null;
        // Two faces belong to multiple_faces_detected; one situation must not raise two flags.
        if (persons < 2 || faces.Count >= 2)
            return Finding.Absent;
        var bodies =
            observation.Objects?.Where(thing => thing.Class == "person").OrderByDescending(thing => thing.Confidence).Take(persons).ToList()
            ?? [];
        // The second person makes it a violation, so that person's score is the confidence.
        return new Finding(true, bodies.Count >= 2 ? bodies[1].Confidence : 0.5)
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"{persons} persons, {faces.Count} of them with a face"),
            Model = observation.ObjectModel,
            Boxes = [.. bodies.Select(body => body.Where)],
        };
    }
}
