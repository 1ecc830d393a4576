using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a forbidden object in the picture, in two of three passes.</summary>
public sealed class ObjectDetectedRule : ViolationRule
{
    public ObjectDetectedRule()
    {
        WarnCandidate = true;
        MinimumFrames = 2;
        Misses = 1;
        EndAfter = TimeSpan.FromSeconds(5);
    }

    public override ViolationKind Kind { get; } =
        new(
            "object_detected",
            "Forbidden object in view",
            Exams.Severity.High,
            "The detectors saw an object such as a phone. They recognise shapes: a wallet or a remote control can look like a phone. "
                + "The severity is High only if the score is strong; a book is never more than Medium.",
            "We can see something that is not allowed in this exam. Please put it out of reach."
        );

    public override bool KeepsPicture => true;

    /// <summary>The threshold for phones, 0.2–1.</summary>
    [Range(0.2, 1)]
    public double PhoneThreshold { get; set; } = 0.45;

    /// <summary>The threshold for books, for which the evidence is weak, 0.2–1.</summary>
    [Range(0.2, 1)]
    public double BookThreshold { get; set; } = 0.65;

    /// <summary>The threshold for all other objects, 0.2–1.</summary>
    [Range(0.2, 1)]
    public double OtherThreshold { get; set; } = 0.6;

    /// <summary>The score from which a phone is of High severity, 0.2–1. A weaker one is Medium.</summary>
    [Range(0.2, 1)]
    public double StrongPhoneThreshold { get; set; } = 0.6;

    /// <summary>The score from which other objects, except books, are of High severity, 0.2–1.</summary>
    [Range(0.2, 1)]
    public double StrongOtherThreshold { get; set; } = 0.75;

    /// <summary>Whether phones count.</summary>
    public bool Phones { get; set; } = true;

    /// <summary>Whether books count.</summary>
    public bool Books { get; set; } = true;

    /// <summary>Whether other laptops count.</summary>
    public bool Laptops { get; set; } = true;

    /// <summary>Whether screens and television sets count.</summary>
    public bool Screens { get; set; } = true;

    /// <summary>Whether remote controls count.</summary>
    public bool Remotes { get; set; }

    /// <summary>Whether keyboards count.</summary>
    public bool Keyboards { get; set; }

    /// <summary>Whether mice count.</summary>
    public bool Mice { get; set; }

    public override Finding? Judge(Observation observation)
    {
        if (observation.Objects is not { } objects)
            return null;
        var counted = objects
            .Select(thing => (Thing: thing, Rule: RuleFor(thing.Class)))
            .Where(entry => entry.Rule is { Counts: true } rule && entry.Thing.Confidence >= rule.Threshold)
            .OrderByDescending(entry => entry.Thing.Confidence)
            .ToList();
        if (counted.Count == 0)
            return Finding.Absent;
        var words = counted
            .DistinctBy(entry => entry.Thing.Class)
            .Select(entry => $"{entry.Rule!.DisplayText} {BoxPlace.English(entry.Thing.Where)}");
        return new Finding(true, counted[0].Thing.Confidence)
        {
            AtMost = counted.Exists(entry => entry.Thing.Confidence >= entry.Rule!.Strong) ? null : Exams.Severity.Medium,
            Detail = string.Join(", ", words),
            Model = observation.ObjectModel,
            Threshold = counted[0].Rule!.Threshold,
            Boxes = [.. counted.Select(entry => entry.Thing.Where)],
        };
    }

    ClassRule? RuleFor(string name) =>
        name switch
        {
            "cell phone" => new("Phone-like object", Phones, PhoneThreshold, StrongPhoneThreshold),
            "book" => new("Book", Books, BookThreshold, double.PositiveInfinity),
            "laptop" => new("Laptop", Laptops, OtherThreshold, StrongOtherThreshold),
            "tv" => new("Second screen", Screens, OtherThreshold, StrongOtherThreshold),
            "remote" => new("Remote control", Remotes, OtherThreshold, StrongOtherThreshold),
            "keyboard" => new("Keyboard", Keyboards, OtherThreshold, StrongOtherThreshold),
            "mouse" => new("Mouse", Mice, OtherThreshold, StrongOtherThreshold),
            _ => null,
        };

    sealed record ClassRule(string DisplayText, bool Counts, double Threshold, double Strong);
}
