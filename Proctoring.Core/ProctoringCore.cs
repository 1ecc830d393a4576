namespace Proctoring.Core;

/// <summary>Adds the parts of the product to a service collection, in the order in which the data flows.</summary>
public static class ProctoringCore;
