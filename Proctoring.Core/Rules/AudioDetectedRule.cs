using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags speech that lasts longer than a word or two.</summary>
public sealed class AudioDetectedRule : ViolationRule
{
    internal const string Id = "audio_detected";

    public AudioDetectedRule() => WarnCandidate = true;

    /// <summary>The speech that a piece of about six seconds must contain before it counts, 0.5–6 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:00:06")]
    public TimeSpan MinimumSpeech { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether the audio around the flag is stored with it. Candidates read about it before they agree, by the policy: an override
    /// for one candidate may only switch it off.</summary>
    public bool KeepSound { get; set; }

    public override ViolationKind Kind { get; } =
        new(
            Id,
            "Speech heard",
            Exams.Severity.Medium,
            "Someone spoke: the candidate, another person, or a voice from a television or another room. The content "
                + "is not understood. Sound is stored only if the exam's policy allows it: a few seconds around the flag, as "
                + "announced to the candidate.",
            "We can hear someone speaking. Please take the exam in a quiet place, without talking."
        );

    public override Finding? Judge(Observation observation)
    {
        if (observation.Sound is not { } sound)
            return null;
        var spoken = sound.Duration * sound.Speech;
        if (spoken < MinimumSpeech)
            return Finding.Absent;
        return new Finding(true, sound.Confidence)
        {
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{spoken.TotalSeconds:0} s of speech within {sound.Duration.TotalSeconds:0} s; {Mouth(sound.OwnMouthMoved)}"
            ),
            Model = sound.Model,
            Threshold = 0.5,
            Since = observation.At - sound.Duration,
        };
    }

    static string Mouth(bool? moved) =>
        moved switch
        {
            true => "the candidate's mouth moved",
            false => "the candidate's mouth did not move",
            null => "the candidate's mouth was not seen",
        };
}
