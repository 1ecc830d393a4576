using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>A second person is in the picture whose face is not seen.</summary>
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
        // Two faces are the business of multiple_faces_detected; one thing is told once.
        if (persons < 2 || faces.Count >= 2)
            return Finding.Absent;
        var bodies =
            observation.Objects?.Where(thing => thing.Class == "person").OrderByDescending(thing => thing.Confidence).Take(persons).ToList()
            ?? [];
        // What makes it a violation is the second person, so that one's score says how sure we are.
        return new Finding(true, bodies.Count >= 2 ? bodies[1].Confidence : 0.5)
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"{persons} persons, {faces.Count} of them with a face"),
            Model = observation.ObjectModel,
            Boxes = [.. bodies.Select(body => body.Where)],
        };
    }
}
