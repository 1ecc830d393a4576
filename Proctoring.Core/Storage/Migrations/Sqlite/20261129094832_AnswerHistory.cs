using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AnswerHistory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Sessions_ExamId",
                table: "Sessions");

            migrationBuilder.AddColumn<int>(
                name: "Changes",
                table: "Answers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "FirstAnsweredAt",
                table: "Answers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "LargestAddition",
                table: "Answers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_ExamId_ExamVersion_FinishedAt",
                table: "Sessions",
                columns: new[] { "ExamId", "ExamVersion", "FinishedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Sessions_ExamId_ExamVersion_FinishedAt",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "Changes",
                table: "Answers");

            migrationBuilder.DropColumn(
                name: "FirstAnsweredAt",
                table: "Answers");

            migrationBuilder.DropColumn(
                name: "LargestAddition",
                table: "Answers");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_ExamId",
                table: "Sessions",
                column: "ExamId");
        }
    }
}
