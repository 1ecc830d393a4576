using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>A rule about an act in the page at one instant; its id is the act's name on the wire.</summary>
public abstract class BrowserActRule : ViolationRule
{
    /// <inheritdoc />
    public override bool IsInstant => true;

    /// <inheritdoc />
    public override Finding? Judge(Observation observation)
    {
        var acts = observation.Acts.Where(act => act.Type == Kind.Id).ToList();
        return acts.Count == 0 ? null : new Finding(true) { Detail = acts[0].Detail };
    }
}
