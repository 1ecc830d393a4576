namespace Proctoring.Tools.Models;

/// <summary>Models could not be restored; the message is one sentence that says which package, what went wrong and what to do.</summary>
internal sealed class ModelRestoreException(string message, Exception? inner = null) : Exception(message, inner);
