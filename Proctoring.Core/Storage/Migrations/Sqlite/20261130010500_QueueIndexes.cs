using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class QueueIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Sessions_AssignedToId",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_Verdict_RiskScore",
                table: "Sessions");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_AssignedToId_Verdict_RiskScore_CreatedAt_Id",
                table: "Sessions",
                columns: new[] { "AssignedToId", "Verdict", "RiskScore", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_Verdict_RiskScore_CreatedAt_Id",
                table: "Sessions",
                columns: new[] { "Verdict", "RiskScore", "CreatedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Sessions_AssignedToId_Verdict_RiskScore_CreatedAt_Id",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_Verdict_RiskScore_CreatedAt_Id",
                table: "Sessions");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_AssignedToId",
                table: "Sessions",
                column: "AssignedToId");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_Verdict_RiskScore",
                table: "Sessions",
                columns: new[] { "Verdict", "RiskScore" });
        }
    }
}
